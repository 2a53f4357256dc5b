/** The same packets in another container give the same frames. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DecoderPool } from '../../dist/media/pool/decoder-pool.js';
import type { ClipFrames } from '../../src/media/types.js';
import { fixturePath } from '../support/fixtures.js';
import { tempFolder } from '../support/temp-folder.js';
import { allFrames, digestsOf } from './frame-digests.js';
import { ENGINES, FFMPEG, poolForAll, RAW } from './pool-fixture.js';

const CONTAINERS = ['mkv', 'mov', 'ts', 'flv', 'avi', 'nut'];
const CLIPS = [
  ['clips/b-frames.mp4', CONTAINERS],
  ['clips/bikes.mp4', CONTAINERS],
  ['clips/ten-bit.mp4', CONTAINERS],
  // Uneven times: avi has a frame period only, and ffmpeg's own mov edits the last frame away (PyAV too sees 39).
  ['clips/vfr.mp4', ['mkv', 'ts', 'flv', 'nut']],
  // flv has no HEVC; avi has it for nobody.
  ['clips/hevc.mp4', ['mkv', 'mov', 'ts', 'nut']],
  ['clips/fragmented.mp4', ['mkv', 'mov', 'ts', 'flv', 'nut']],
  ['clips-more/mpeg4.mp4', ['mkv', 'mov', 'avi', 'nut']],
  ['clips-more/mpeg2.ts', ['mkv', 'mpg', 'mov']],
  ['clips-more/av1.mkv', ['mp4']],
  ['clips/vp9.webm', ['mkv', 'mp4', 'nut']],
] as const;

function remux(clip: string, extension: string): string {
  const path = join(tempFolder(), `remuxed.${extension}`);
  const args = ['-v', 'error', '-i', fixturePath(clip), '-map', '0:v:0', '-c', 'copy'];
  execFileSync(FFMPEG, [...args, path], { env: { ...process.env, GCONV_PATH: '/nonexistent' } });
  return path;
}

interface Reading {
  digests: string[];
  spanSeconds: number;
  tail: string[];
}

function read(pool: DecoderPool, path: string): Promise<Reading> {
  return pool.withVideo(path, async (video) => {
    const { frameCount } = video.index;
    const all = await video.readClip(allFrames(frameCount), RAW);
    // From the middle on, which seeks where the container allows it.
    const from = frameCount >> 1;
    const tail = await video.readClip(allFrames(frameCount).slice(from), RAW);
    return {
      digests: digestsOf(all, frameCount),
      spanSeconds: spanOf(all),
      tail: digestsOf(tail, frameCount - from),
    };
  });
}

function spanOf({ startSeconds, endSeconds }: ClipFrames): number {
  return endSeconds - startSeconds;
}

const POOLS = ENGINES.map((engine) => ({ engine, pool: poolForAll(engine) }));
const originals = new Map<string, Promise<Reading>>();

const cases = CLIPS.flatMap(([clip, extensions]) => extensions.map((extension) => ({ clip, extension })));
it.each(cases)('$clip as $extension', async ({ clip, extension }) => {
  const path = remux(clip, extension);
  for (const { engine, pool } of POOLS) {
    const key = `${engine} ${clip}`;
    const reading = originals.get(key) ?? read(pool(), fixturePath(clip));
    originals.set(key, reading);
    const original = await reading;
    const remuxed = await read(pool(), path);
    expect(remuxed.digests, engine).toEqual(original.digests);
    expect(remuxed.tail, engine).toEqual(original.tail);
    // mkv and flv round times to milliseconds.
    expect(Math.abs(remuxed.spanSeconds - original.spanSeconds), engine).toBeLessThanOrEqual(0.0011);
  }
});
