import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { tempFolder } from '../../../support/temp-folder.js';
import { pairs, put, read } from './manifest-fixture.js';

let folder: string;
beforeEach(() => (folder = tempFolder()));

async function listed(content: string | Buffer, options = {}): Promise<string[]> {
  put(folder, { 'lists/m.csv': content });
  return pairs(await read(join(folder, 'lists/m.csv'), options), folder);
}

describe('a CSV file with video and label', () => {
  test.each([
    ['as it is', 'video,label\nb.mp4,dog\na/a.mp4,cat\n'],
    ['with a byte order mark and CRLF', '\uFEFFvideo,label\r\nb.mp4,dog\r\na/a.mp4,cat\r\n'],
    ['with other columns, in another order', 'id,label,fold,video\n1,dog,x,b.mp4\n2,cat,,a/a.mp4\n'],
    ['with quotes, blanks and empty lines', 'video,label\n\n"b.mp4", dog \n\n"a/a.mp4","cat"'],
  ])('is read %s', async (_what, content) => {
    expect(await listed(content)).toEqual(['lists/a/a.mp4: cat', 'lists/b.mp4: dog']);
  });

  test('names videos relative to its folder, to --root, or wholly', async () => {
    const content = `video,label\n./x.mp4,cat\n${folder}/else/y.mp4,dog\n`;
    expect(await listed(content)).toEqual(['else/y.mp4: dog', 'lists/x.mp4: cat']);
    expect(await listed(content, { root: join(folder, 'media') })).toEqual([
      'else/y.mp4: dog',
      'media/x.mp4: cat',
    ]);
  });

  test('keeps commas, quotes and line breaks inside quotes', async () => {
    expect(await listed('video,label\n"a,b.mp4","say ""hi"""\n"c\nd.mp4",cat\n')).toEqual([
      'lists/a,b.mp4: say "hi"',
      'lists/c\nd.mp4: cat',
    ]);
  });

  test('gives its labels sorted, or those that are named, in their order', async () => {
    put(folder, { 'm.csv': 'video,label\na.mp4,dog\nb.mp4,Zebra\nc.mp4,ärmel\nd.mp4,cat\n' });
    const path = join(folder, 'm.csv');
    expect((await read(path)).labels).toEqual(['Zebra', 'cat', 'dog', 'ärmel']);
    const labels = ['dog', 'ärmel', 'cat', 'unseen', 'Zebra'];
    expect((await read(path, { labels })).labels).toEqual(labels);
  });
});

describe('what is wrong is said with its line', () => {
  test.each([
    ['an empty file', '', 'BAD_MANIFEST', 'it is empty'],
    ['no rows', 'video,label\n', 'BAD_MANIFEST', 'it lists no video'],
    [
      'a foreign header',
      'path;class\na.mp4;cat\n',
      'BAD_MANIFEST',
      'no column video (its first line is "path;class")',
    ],
    ['a column twice', 'video,label,label\na.mp4,cat,dog\n', 'BAD_MANIFEST', 'two columns label'],
    ['no label', 'video,label\na.mp4,cat\nb.mp4,\n', 'BAD_MANIFEST', 'line 3 lacks its label'],
    ['no video', 'video,label\n,cat\n', 'BAD_MANIFEST', 'line 2 lacks its video'],
    ['a comma without quotes', 'video,label\na.mp4,cat, grey\n', 'BAD_MANIFEST', 'line 2'],
    ['an open quote', 'video,label\n"a.mp4,cat\nb.mp4,dog\n', 'BAD_MANIFEST', 'Quote'],
    ['UTF-16', Buffer.from('video,label\na.mp4,cat\n', 'utf16le'), 'BAD_MANIFEST', 'not UTF-8'],
    ['Latin-1', Buffer.from('video,label\na.mp4,caf\xe9\n', 'latin1'), 'BAD_MANIFEST', 'not UTF-8'],
    ['a row without end', `video,label\n"${'x'.repeat(3e6)}`, 'BAD_MANIFEST', 'exceed'],
  ])('%s', async (_what, content, code, message) => {
    await expect(listed(content)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    });
  });

  test('a file that is not there, or a folder', async () => {
    await expect(read(join(folder, 'no.csv'))).rejects.toMatchObject({ code: 'BAD_MANIFEST' });
    mkdirSync(join(folder, 'lists'));
    await expect(read(join(folder, 'lists'))).rejects.toMatchObject({ code: 'BAD_MANIFEST' });
  });

  test('a label that is none of those that are named, and what may have been meant', async () => {
    const content = 'video,label\na.mp4,a cat\nb.mp4,a dgo\n';
    await expect(listed(content, { labels: ['a cat', 'a dog'] })).rejects.toMatchObject({
      code: 'UNKNOWN_LABEL',
      message: `the label "a dgo" on line 3 of ${join(folder, 'lists/m.csv')} is none of the labels; did you mean "a dog"?`,
    });
  });

  test('a video with two labels, however its path is written', async () => {
    const content = 'video,label\na.mp4,cat\nb.mp4,dog\n./x/../a.mp4,dog\n';
    await expect(listed(content)).rejects.toMatchObject({
      code: 'TWO_LABELS',
      message: expect.stringMatching(
        /a\.mp4 has two labels: "cat" on line 2 of .*, "dog" on line 4 of/,
      ) as string,
    });
  });

  test('a video that is listed again with its label counts once, and is told once', async () => {
    put(folder, { 'm.csv': 'video,label\na.mp4,cat\na.mp4,cat\nb.mp4,dog\nb.mp4,dog\nb.mp4,dog\n' });
    const { videos, notes } = await read(join(folder, 'm.csv'));
    expect(videos.size).toBe(2);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('3 of the list');
    expect(notes[0]).toContain('lines 2 and 3');
  });

  test('more labels than a matrix is made of', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${i}.mp4,what is seen in number ${i}\n`);
    await expect(listed(`video,label\n${rows.join('')}`)).rejects.toMatchObject({ code: 'TOO_MANY_LABELS' });
  });
});
