/** A name that looks like a hash is believed in the Hub's cache alone. */
import { cpSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCheckpoint } from '../../../dist/xclip/checkpoint/open-checkpoint.js';
import { hashWeights } from '../../../dist/xclip/checkpoint/weights-hash.js';
import { fixturePath, sha256 } from '../../support/fixtures.js';
import { patchedCheckpoint } from '../../support/patched-checkpoint.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

const NAME = 'ab'.repeat(32);
const CONTENT = Buffer.from('weights');
const RIGHT = sha256(CONTENT);

function fileAt(...path: [string, ...string[]]): string {
  const file = join(tempFolder(), ...path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, CONTENT);
  return file;
}

test('it is believed in the blobs of the cache that the checkpoint came from', async () => {
  const file = fileAt('hub', 'models--a--b', 'blobs', NAME);
  expect(await hashWeights([file], join(file, '..'))).toBe(NAME);
});

test.each<[string, [string, ...string[]]]>([
  ['a file of a folder', [NAME]],
  ['a folder that is called as the cache calls its own', ['models--a--b', 'blobs', NAME]],
  ['a store of another program', ['lfs', 'objects', 'ab', 'ab', NAME]],
])('%s is read', async (_name, path) => {
  const file = fileAt(...path);
  expect(await hashWeights([file])).toBe(RIGHT);
  expect(await hashWeights([file], join(tempFolder(), 'blobs'))).toBe(RIGHT);
});

test('below the blobs, or under another name there, a file is read', async () => {
  const file = fileAt('blobs', 'more', NAME);
  expect(await hashWeights([file], join(file, '../..'))).toBe(RIGHT);
  const other = fileAt('blobs', `${NAME}.incomplete`);
  expect(await hashWeights([other], join(other, '..'))).toBe(RIGHT);
});

test('a run whose weights were changed behind a link of such a name is not resumed', async () => {
  const folder = tempFolder();
  const weights = join(folder, 'store', NAME);
  mkdirSync(join(folder, 'store'));
  cpSync(fixturePath('checkpoints/base'), join(folder, 'model'), { recursive: true });
  renameSync(join(folder, 'model/model.safetensors'), weights);
  symlinkSync(weights, join(folder, 'model/model.safetensors'));
  expect(openCheckpoint(join(folder, 'model')).files).toEqual([weights]);
  const clip = fixturePath('clips/five-frames.mp4');
  const args = ['tag', clip, '--label', 'a', '--label', 'b', '--model', 'model', '-o', 'out.csv'];
  expect((await runHere(args, { cwd: folder })).status).toBe(0);
  const other = patchedCheckpoint('base', { logit_scale: 1 });
  cpSync(join(other, 'model.safetensors'), weights);
  const { status, stderr } = await runHere([...args, '--resume'], { cwd: folder });
  expect(stderr).toContain('out.csv was begun with other settings: model weights');
  expect(status).toBe(1);
});
