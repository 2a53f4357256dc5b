import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepVideos, readKept, type KeptVideo } from '../../../src/output/journal/kept-videos.js';
import { VideoSum } from '../../../src/output/journal/video-sum.js';
import { tempFolder } from '../../support/temp-folder.js';

/** Rows in several pieces. */
const piecesOf = (name: string): string[] => [`${name}.mp4,0,"a, ""b""",0.5\n`, `${name}.mp4,1,c,0.4\n`];

function videoOf(name: string): KeptVideo {
  const stamp = { sizeBytes: 12, modifiedMs: 1.5 };
  const outcome = { video: `${name}.mp4`, stamp, failed: false, clips: 2 };
  const sum = new VideoSum();
  for (const piece of piecesOf(name)) sum.addRows(piece);
  return { ...outcome, rows: () => stream(piecesOf(name)), errors: '', sum: sum.digest(outcome) };
}

async function* stream<T>(items: Iterable<T>): AsyncGenerator<T, void, undefined> {
  for (const item of items) yield await Promise.resolve(item);
}

const videosOf = (names: string): AsyncGenerator<KeptVideo> => stream(names.split('').map(videoOf));

async function namesIn(path: string): Promise<string> {
  let names = '';
  for await (const { video } of readKept(path)) names += video.charAt(0);
  return names;
}

test('keeps videos as they are, newer ones among the older', async () => {
  const path = join(tempFolder(), 'kept.jsonl');
  await keepVideos(path, videosOf('bd'));
  await keepVideos(path, videosOf('abe'));
  expect(await namesIn(path)).toBe('abde');
  for await (const { rows, ...video } of readKept(path)) {
    const name = video.video.charAt(0);
    const { rows: _, ...expected } = videoOf(name);
    expect(video).toEqual(expected);
    const pieces: string[] = [];
    for await (const piece of rows()) pieces.push(piece);
    expect(pieces).toEqual(piecesOf(name));
  }
});

test.each([
  ['a row', '0.5', '0.6'],
  ['a number of clips', '"clips":2', '"clips":1'],
  ['whether it failed', '"failed":false', '"failed":true'],
  ['a time', '1.5', '2.5'],
  ['a piece', '{"rows":', '{"rowz":'],
])('believes nothing from where %s was changed', async (_what, was, is) => {
  const path = join(tempFolder(), 'kept.jsonl');
  await keepVideos(path, videosOf('abc'));
  const second = '{"video":"b.mp4"';
  const [before, after] = readFileSync(path, 'utf8').split(second);
  writeFileSync(path, `${before}${second}${after?.replace(was, is)}`);
  expect(await namesIn(path)).toBe('a');
});
