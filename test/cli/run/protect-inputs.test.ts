/** No output replaces what its run reads, whatever either is called. */
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { fixturePath, sha256 } from '../../support/fixtures.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

let folder: string;
beforeEach(() => {
  folder = tempFolder();
  mkdirSync(join(folder, 'videos/deep'), { recursive: true });
  cpSync(fixturePath('clips/b-frames.mp4'), join(folder, 'videos/deep/in.mp4'));
  cpSync(fixturePath('checkpoints/base'), join(folder, 'model'), { recursive: true });
  writeFileSync(join(folder, 'labels.txt'), 'dancing\ncooking\n');
  writeFileSync(join(folder, 'neutral.txt'), 'a video\n');
  writeFileSync(join(folder, 'list.txt'), 'videos/deep/in.mp4\n');
  writeFileSync(join(folder, 'examples.csv'), 'video,label\nvideos/deep/in.mp4,dancing\n');
});

/** Of all files in the folder. */
function contents(): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
  return Object.fromEntries(
    names.map((e) => [join(e.parentPath, e.name), sha256(readFileSync(join(e.parentPath, e.name)))]),
  );
}

async function expectRefused(args: string[], named: string): Promise<void> {
  const before = contents();
  const { status, stdout, stderr } = await runHere([...args, '--model', 'model', '--overwrite'], {
    cwd: folder,
  });
  expect(stderr).toContain(named);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(contents()).toEqual(before);
}

const VIDEO = 'videos/deep/in.mp4';
const TAG = ['tag', 'videos', '--labels', 'labels.txt', '--format', 'csv'];

test.each([
  ['a named video', ['tag', VIDEO, '--labels', 'labels.txt', '--format', 'csv', '-o', VIDEO], 'in.mp4'],
  ['a video of a folder', [...TAG, '-o', VIDEO], 'in.mp4'],
  ['the labels', [...TAG, '-o', './labels.txt'], 'the labels'],
  ['a named set', ['tag', 'videos', '--labels', 'a=labels.txt', '--format', 'csv', '-o', 'labels.txt'], ''],
  [
    'the background',
    [...TAG, '--scores', 'sigmoid', '--background', 'neutral.txt', '-o', 'neutral.txt'],
    'the background',
  ],
  ['the examples', [...TAG, '--examples', 'examples.csv', '-o', 'examples.csv'], 'the examples'],
  [
    'an example',
    ['tag', 'model', '--ext', 'json', ...TAG.slice(2), '--examples', 'examples.csv', '-o', VIDEO],
    'an example',
  ],
  ['the list of files', [...TAG, '--files-from', 'list.txt', '-o', 'list.txt'], 'the list of files'],
  ['a file of the model', [...TAG, '-o', 'model/config.json'], 'a file of the model'],
  ["embed's video", ['embed', 'videos', '--format', 'jsonl', '-o', VIDEO], 'in.mp4'],
  ["embed's model", ['embed', 'videos', '--format', 'jsonl', '-o', 'model/config.json'], 'of the model'],
])('%s is not overwritten', (_, args, named) => expectRefused(args, named));

test.each([
  ['a hard link', linkSync],
  ['a symbolic link', (from: string, to: string): void => symlinkSync(from, to)],
])('%s to a video of a folder is no other file', async (_, link) => {
  link(join(folder, VIDEO), join(folder, 'out.csv'));
  await expectRefused([...TAG, '-o', 'out.csv'], `a video (${VIDEO})`);
});

test.each(['journal', 'errors.jsonl', 'run.json', 'kept.jsonl', 'tail.jsonl'])(
  'nor is an input that is called as its output, with .%s',
  async (ending) => {
    const labels = `out.csv.${ending}`;
    writeFileSync(join(folder, labels), 'dancing\n');
    await expectRefused(['tag', 'videos', '--labels', labels, '-o', 'out.csv'], `${labels}, which would be`);
  },
);

test('a link to a file of the model is no other file, for embed and an array with its index', async () => {
  linkSync(join(folder, 'model/model.safetensors'), join(folder, 'out.npy.index.jsonl'));
  linkSync(join(folder, 'model/config.json'), join(folder, 'out.npy'));
  await expectRefused(['embed', 'videos', '-o', 'out.npy'], 'a file of the model');
});

test('a store is not overwritten by what is made of it, nor by the files beside that', async () => {
  const model = ['--model', 'model'];
  expect((await runHere(['embed', 'videos', ...model, '-o', 's.parquet'], { cwd: folder })).status).toBe(0);
  linkSync(join(folder, 's.parquet'), join(folder, 'same.csv'));
  linkSync(join(folder, 's.parquet'), join(folder, 'out.csv.errors.jsonl'));
  await expectRefused(['search', 's.parquet', 'dancing', '-o', 'same.csv'], 'is the store itself');
  await expectRefused(['search', 's.parquet', 'dancing', '-o', 'out.csv'], 'the store');
  await expectRefused(['tag', 's.parquet', '--label', 'dancing', '-o', 'same.csv'], 'is the store itself');
  await expectRefused(['tag', 's.parquet', '--label', 'dancing', '-o', 'out.csv'], 's.parquet');
});

test('an output that is none of them is overwritten, in a folder of videos too', async () => {
  writeFileSync(join(folder, 'videos/out.csv'), 'old');
  const run = await runHere([...TAG, '--model', 'model', '--overwrite', '-o', 'videos/out.csv'], {
    cwd: folder,
  });
  expect(run.status, run.stderr).toBe(0);
  expect(readFileSync(join(folder, 'videos/out.csv'), 'utf8')).toContain('videos/deep/in.mp4');
  expect(existsSync(join(folder, 'videos/out.csv.run.json'))).toBe(true);
});
