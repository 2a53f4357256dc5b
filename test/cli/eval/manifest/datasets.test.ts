/** The lists that come with Kinetics, UCF-101 and HMDB-51, in the forms in which they are published. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { toWords } from '../../../../src/cli/eval/manifest/ucf101.js';
import { tempFolder } from '../../../support/temp-folder.js';
import { pairs, put, read } from './manifest-fixture.js';

let folder: string;
beforeEach(() => (folder = tempFolder()));
const at = (...names: string[]): string => join(folder, ...names);
const wrong = (code: string, message: string): object => ({
  code,
  message: expect.stringContaining(message) as string,
});

describe('Kinetics', () => {
  const LIST = [
    'label,youtube_id,time_start,time_end,split,is_cc',
    'testifying,---QUuC4vJs,84,94,validate,0',
    '"throwing axe",-0bXo0SvAcg,3,13,validate,1',
    'testifying,zzz_train_1,1000,1010,train,0',
  ];
  const kinetics = async (split?: string, folders: string[] = []): Promise<string[]> => {
    put(folder, { 'k400.csv': `${LIST.join('\n')}\n` });
    for (const name of folders) mkdirSync(at('videos', name), { recursive: true });
    const options = { dataset: 'kinetics', split, root: at('videos') } as const;
    return pairs(await read(at('k400.csv'), options), at('videos'));
  };

  test('names clips by id and times of six digits', async () => {
    expect(await kinetics()).toEqual([
      '---QUuC4vJs_000084_000094.mp4: testifying',
      '-0bXo0SvAcg_000003_000013.mp4: throwing axe',
      'zzz_train_1_001000_001010.mp4: testifying',
    ]);
  });

  test.each(['validate', 'val'])('takes the split %s', async (split) => {
    expect(await kinetics(split)).toHaveLength(2);
  });

  test.each([
    [['testifying', 'throwing axe'], 'throwing axe/'],
    [['testifying', 'throwing_axe'], 'throwing_axe/'],
    [['validate/testifying', 'validate/throwing axe'], 'validate/throwing axe/'],
    [['val'], 'val/'],
  ])('finds clips in folders like %s', async (folders, before) => {
    const [, axe] = await kinetics('validate', folders);
    expect(axe).toBe(`${before}-0bXo0SvAcg_000003_000013.mp4: throwing axe`);
  });

  test('has an error for a split that is not there', async () => {
    await expect(kinetics('test')).rejects.toMatchObject({
      ...wrong('NO_SUCH_SPLIT', 'no video of the split test'),
      hint: 'give --split one of: validate, train',
    });
  });

  test.each([
    ['cat,../../etc/passwd,1,2,test,0', 'line 2 has no youtube_id'],
    ['cat,abc,one,2,test,0', 'line 2 has no whole seconds'],
    [',abc,1,2,test,0', 'line 2 has no label'],
    ['cat,abc,1,2,test', 'line 2'],
  ])('refuses %s', async (row, message) => {
    put(folder, { 'k.csv': `${LIST[0] ?? ''}\n${row}\n` });
    await expect(read(at('k.csv'), { dataset: 'kinetics' })).rejects.toMatchObject(
      wrong('BAD_MANIFEST', message),
    );
  });

  test("refuses a list that is not Kinetics'", async () => {
    put(folder, { 'k.csv': 'video,label\na.mp4,cat\n' });
    await expect(read(at('k.csv'), { dataset: 'kinetics' })).rejects.toMatchObject(
      wrong('BAD_MANIFEST', 'no column youtube_id'),
    );
  });
});

describe('UCF-101', () => {
  beforeEach(() =>
    put(folder, {
      'lists/classInd.txt': '1 ApplyEyeMakeup\r\n2 YoYo\r\n3 Archery\r\n',
      'lists/testlist01.txt': 'ApplyEyeMakeup/v_ApplyEyeMakeup_g01_c01.avi\r\nYoYo/v_YoYo_g01_c01.avi\r\n',
      'lists/trainlist01.txt': 'YoYo/v_YoYo_g08_c01.avi 2\n',
    }),
  );
  const ucf = async (name: string, split?: string): ReturnType<typeof read> =>
    read(at(name), { dataset: 'ucf101', split, root: at('UCF-101') });

  test.each([
    ['lists', '1'],
    ['lists', 'testlist01'],
    ['lists/testlist01.txt', undefined],
  ])('reads the videos of %s, split %s', async (name, split) => {
    const manifest = await ucf(name, split);
    expect(pairs(manifest, folder)).toEqual([
      'UCF-101/ApplyEyeMakeup/v_ApplyEyeMakeup_g01_c01.avi: apply eye makeup',
      'UCF-101/YoYo/v_YoYo_g01_c01.avi: yo yo',
    ]);
    // All classes, in the order of classInd.txt.
    expect(manifest.labels).toEqual(['apply eye makeup', 'yo yo', 'archery']);
  });

  test('reads training lists, which have a number behind each video', async () => {
    expect(pairs(await ucf('lists', 'train1'), folder)).toEqual(['UCF-101/YoYo/v_YoYo_g08_c01.avi: yo yo']);
  });

  test('finds videos that lie in one folder', async () => {
    mkdirSync(at('UCF-101'));
    expect(pairs(await ucf('lists', 'train1'), folder)).toEqual(['UCF-101/v_YoYo_g08_c01.avi: yo yo']);
    mkdirSync(at('UCF-101/YoYo'));
    expect(pairs(await ucf('lists', 'train1'), folder)).toEqual(['UCF-101/YoYo/v_YoYo_g08_c01.avi: yo yo']);
  });

  test.each([
    ['ApplyEyeMakeup', 'apply eye makeup'],
    ['HandstandPushups', 'handstand pushups'],
    ['TaiChi', 'tai chi'],
    ['Biking', 'biking'],
    ['Route66Run', 'route66 run'],
  ])('says %s as "%s"', (name, words) => expect(toWords(name)).toBe(words));

  test('says what is wrong', async () => {
    await expect(ucf('lists')).rejects.toMatchObject(wrong('NO_SUCH_SPLIT', 'none is named'));
    await expect(ucf('lists', '4')).rejects.toMatchObject(wrong('NO_SUCH_SPLIT', 'no split 4'));
    await expect(ucf('lists', '2')).rejects.toMatchObject(wrong('BAD_MANIFEST', 'testlist02.txt'));
    await expect(ucf('lists/testlist01.txt', '1')).rejects.toMatchObject(wrong('CONTRADICTION', 'one list'));
    put(folder, { 'lists/testlist03.txt': 'Kendo/v_Kendo_g01_c01.avi\n' });
    await expect(ucf('lists', '3')).rejects.toMatchObject(wrong('BAD_MANIFEST', 'Kendo of line 1'));
    put(folder, { 'lists/testlist03.txt': '../v_Kendo_g01_c01.avi/../../x.avi\n' });
    await expect(ucf('lists', '3')).rejects.toMatchObject(wrong('BAD_MANIFEST', 'line 1 is no video'));
    put(folder, { 'lists/classInd.txt': 'ApplyEyeMakeup\n' });
    await expect(ucf('lists', '1')).rejects.toMatchObject(wrong('BAD_MANIFEST', 'line 1 is no class'));
  });
});

describe('HMDB-51', () => {
  beforeEach(() =>
    put(folder, {
      'splits/brush_hair_test_split1.txt':
        'April_09_brush_hair_u_nm_np1_ba_goo_0.avi 1 \nbrush_hair_2_nm_np1_ri_med_2.avi 2 \n#20_x&(y)_brush_hair.avi 0 \n',
      'splits/clap_test_split1.txt': 'clap_1.avi 2 \n',
      'splits/clap_test_split2.txt': 'clap_2.avi 2 \n',
    }),
  );
  const hmdb = async (split?: string): ReturnType<typeof read> =>
    read(at('splits'), { dataset: 'hmdb51', split, root: at('hmdb51') });

  test('takes what is marked for testing, and names classes by words', async () => {
    mkdirSync(at('hmdb51/brush_hair'), { recursive: true });
    mkdirSync(at('hmdb51/clap'), { recursive: true });
    const manifest = await hmdb('1');
    expect(pairs(manifest, folder)).toEqual([
      'hmdb51/brush_hair/brush_hair_2_nm_np1_ri_med_2.avi: brush hair',
      'hmdb51/clap/clap_1.avi: clap',
    ]);
    expect(manifest.labels).toEqual(['brush hair', 'clap']);
  });

  test('takes what is marked for training, from one folder', async () => {
    mkdirSync(at('hmdb51'));
    expect(pairs(await hmdb('train1'), folder)).toEqual([
      'hmdb51/April_09_brush_hair_u_nm_np1_ba_goo_0.avi: brush hair',
    ]);
  });

  test('says what is wrong', async () => {
    await expect(hmdb()).rejects.toMatchObject(wrong('NO_SUCH_SPLIT', 'none is named'));
    await expect(hmdb('3')).rejects.toMatchObject(wrong('BAD_MANIFEST', '_test_split3.txt'));
    await expect(read(at('none'), { dataset: 'hmdb51', split: '1' })).rejects.toMatchObject(
      wrong('BAD_MANIFEST', 'ENOENT'),
    );
    put(folder, { 'splits/clap_test_split1.txt': '../../x.avi 2\n' });
    await expect(hmdb('1')).rejects.toMatchObject(wrong('BAD_MANIFEST', 'line 1 is no video'));
  });
});
