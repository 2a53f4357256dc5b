import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepVideos, readKept, type KeptVideo } from '../../../dist/pipeline/journal/kept-videos.js';
import { tempFolder } from '../../support/temp-folder.js';

const videoOf = (name: string): KeptVideo => ({
  video: `${name}.mp4`,
  stamp: { sizeBytes: 12, modifiedMs: 1.5 },
  failed: false,
  clips: 1,
  rows: `${name}.mp4,0,"a, ""b""",0.5\n`,
  errors: '',
});

async function* stream(names: string): AsyncGenerator<KeptVideo, void, undefined> {
  for (const name of names) yield await Promise.resolve(videoOf(name));
}

async function namesIn(path: string): Promise<string> {
  let names = '';
  for await (const { video } of readKept(path)) names += video.charAt(0);
  return names;
}

test('keeps videos as they are, newer ones among the older', async () => {
  const path = join(tempFolder(), 'kept.jsonl');
  await keepVideos(path, stream('bd'));
  await keepVideos(path, stream('abe'));
  expect(await namesIn(path)).toBe('abde');
  for await (const video of readKept(path)) expect(video).toEqual(videoOf(video.video.charAt(0)));
});

test.each([
  ['a row', '0.5', '0.6'],
  ['a number of clips', '"clips":1', '"clips":2'],
  ['whether it failed', '"failed":false', '"failed":true'],
  ['a time', '1.5', '2.5'],
])('believes nothing from where %s was changed', async (_what, was, is) => {
  const path = join(tempFolder(), 'kept.jsonl');
  await keepVideos(path, stream('abc'));
  const lines = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, lines.with(1, (lines[1] ?? '').replace(was, is)).join('\n'));
  expect(await namesIn(path)).toBe('a');
});
