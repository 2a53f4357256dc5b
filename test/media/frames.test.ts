import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readVersion } from '../../src/media/ffmpeg/ffmpeg-version.js';
import type { OpenVideo } from '../../src/media/types.js';
import { fixturePath, readReference } from '../support/fixtures.js';
import { allFrames, compareBytes, digestsOf, type ReferenceFrames } from './frame-digests.js';
import { ENGINES, FFMPEG, poolForAll, RAW, testPool, type EngineName } from './pool-fixture.js';

const reference = readReference('frames.json') as Record<string, ReferenceFrames>;
/** The scale filter of FFmpeg before 9 is 1 level off where both sides of 4:2:0 are odd. */
const INEXACT_BEFORE_9 = 'odd-420.webm';
/** PyAV opens a picture as a video of one frame; here that is an error. */
const STILL = 'still.mp4';
const { libavutilMajor } = await readVersion(FFMPEG);
/** The native engine converts as PyAV does, every format. */
const isExact = (engine: EngineName): boolean => engine === 'native' || libavutilMajor >= 61;
const readable = Object.entries(reference).filter(
  ([name, { error, decoded_frames }]) => error === null && decoded_frames > 0 && name !== STILL,
);
const exactIn = (engine: EngineName) =>
  readable.filter(([name]) => name !== INEXACT_BEFORE_9 || isExact(engine));

/** Windows that begin late enough to seek, and some that do not. */
function windowsOf(frameCount: number): number[][] {
  const last = frameCount - 1;
  const middle = frameCount >> 1;
  return [[0, 1, last], [middle, middle + 1, last], [last], [last, middle, last, middle]];
}

async function expectFrames(
  video: OpenVideo,
  indices: readonly number[],
  { rgb24_sha256_16, pts_s }: ReferenceFrames,
): Promise<void> {
  const clip = await video.readClip(indices, RAW);
  expect(digestsOf(clip, indices.length)).toEqual(indices.map((i) => rgb24_sha256_16[i]));
  // The table keeps eight decimals.
  expect(clip.startSeconds).toBeCloseTo(pts_s[Math.min(...indices)] ?? NaN, 7);
  expect(clip.endSeconds).toBeCloseTo(pts_s[Math.max(...indices)] ?? NaN, 7);
  expect(clip.notes).toEqual([]);
}

describe.each(ENGINES)('with %s, frames equal PyAV’s to the byte, scanned and after a seek', (engine) => {
  const pool = poolForAll(engine);

  it.each(exactIn(engine))('%s', async (name, frames) => {
    await pool().withVideo(fixturePath(`clips/${name}`), async (video) => {
      expect(video.index).toMatchObject({
        frameCount: frames.decoded_frames,
        widthPixels: frames.width,
        heightPixels: frames.height,
        notes: [],
      });
      await expectFrames(video, allFrames(frames.decoded_frames), frames);
      for (const window of windowsOf(frames.decoded_frames)) await expectFrames(video, window, frames);
    });
  });
});

it(`is within 1 level in 1 byte of 400 on ${INEXACT_BEFORE_9} with any FFmpeg`, async () => {
  // av.open(clip), frame 10, to_ndarray(format='rgb24').tobytes(), gzipped.
  const packed = readFileSync(new URL('odd-420-frame-10.rgb.gz', import.meta.url));
  const expected = gunzipSync(packed);
  const clip = await testPool().withVideo(fixturePath(`clips/${INEXACT_BEFORE_9}`), (video) =>
    video.readClip([10], RAW),
  );
  expect(clip.data.length).toBe(expected.length);
  const { largest, share } = compareBytes(clip.data, expected);
  expect(largest).toBeLessThanOrEqual(1);
  expect(share).toBeLessThan(1 / 400);
});

it.each(ENGINES)('%s resizes and crops in the decoder', async (engine) => {
  const geometry = {
    resize: { shortestEdgePixels: 40 },
    crop: { widthPixels: 32, heightPixels: 24 },
    resample: 'bilinear',
  } as const;
  const clip = await testPool({ engine }).withVideo(fixturePath('clips/bikes.mp4'), (video) =>
    video.readClip([5, 3, 5], geometry),
  );
  const frameBytes = 32 * 24 * 3;
  expect(clip.data.length).toBe(3 * frameBytes);
  expect(clip.data.subarray(0, frameBytes)).toEqual(clip.data.subarray(2 * frameBytes));
  expect(clip.startSeconds).toBeLessThan(clip.endSeconds);
});

it.each(ENGINES)('%s refuses frame numbers that do not exist', async (engine) => {
  const read = (indices: number[]) =>
    testPool({ engine }).withVideo(fixturePath('clips/five-frames.mp4'), (video) =>
      video.readClip(indices, RAW),
    );
  await expect(read([0, 5])).rejects.toThrow('frame 5 is asked for, but frames are 0 to 4');
  await expect(read([-1])).rejects.toThrow('frame -1 is asked for');
});
