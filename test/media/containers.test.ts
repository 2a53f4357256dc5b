/** clips-more/: containers, codecs and habits of real files, each against every frame that PyAV gives. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readVersion } from '../../src/media/ffmpeg/ffmpeg-version.js';
import type { OpenVideo } from '../../src/media/types.js';
import { fixturePath, readReference } from '../support/fixtures.js';
import { tempFolder } from '../support/temp-folder.js';
import { allFrames, compareBytes, digestsOf, type ReferenceFrames } from './frame-digests.js';
import { ENGINES, FFMPEG, poolForAll, RAW, testPool, type EngineName } from './pool-fixture.js';

const reference = readReference('frames-more.json') as Record<string, ReferenceFrames>;
const { libavutilMajor } = await readVersion(FFMPEG);

/** Largest difference and share of the bytes, where the scale filter of FFmpeg before 9 is not exact. */
const INEXACT_BEFORE_9: Record<string, { largest: number; share: number }> = {
  'odd-10.webm': { largest: 1, share: 0.002 },
  'yuv410.mkv': { largest: 3, share: 0.09 },
  'yuv440-odd.mkv': { largest: 4, share: 0.11 },
};
const INEXACT_FRAME = 5;
/** The native engine converts as PyAV does, every format. */
const isExact = (engine: EngineName): boolean => engine === 'native' || libavutilMajor >= 61;

/**
 * AVI and raw streams have no presentation times: frame n is shown n frame periods after the start. PyAV gives
 * none, or the decoder's, which lag by a frame and change places.
 */
const WITHOUT_TIMES = [
  'claims-fewer.avi',
  'claims-more.avi',
  'h264-b-frames.avi',
  'h264.avi',
  'mpeg4-b-frames.avi',
  'raw.h264',
  'raw.hevc',
];

const NOTES: Record<string, string[]> = {
  'claims-more.avi': ['cut short: 24 of the 99 frames its header promises are there'],
  'hevc-cut.mkv': ['begins inside a group of pictures: its first 3 frames cannot be decoded'],
  'no-key-first.mkv': ['begins inside a group of pictures: its first 7 frames cannot be decoded'],
  'open-gop-cut.mkv': ['begins inside a group of pictures: its first 2 frames cannot be decoded'],
  'open-gop-cut.ts': ['begins inside a group of pictures: its first 2 frames cannot be decoded'],
};

function timesOf(name: string, { pts_s }: ReferenceFrames): (number | null)[] {
  return WITHOUT_TIMES.includes(name) ? pts_s.map((_, i) => i / 25) : pts_s;
}

async function expectFrames(
  video: OpenVideo,
  indices: readonly number[],
  { engine, name, frames }: { engine: EngineName; name: string; frames: ReferenceFrames },
): Promise<void> {
  const clip = await video.readClip(indices, RAW);
  const times = timesOf(name, frames);
  expect(clip.startSeconds).toBeCloseTo(times[Math.min(...indices)] ?? NaN, 5);
  expect(clip.endSeconds).toBeCloseTo(times[Math.max(...indices)] ?? NaN, 5);
  if (name in INEXACT_BEFORE_9 && !isExact(engine)) return;
  expect(digestsOf(clip, indices.length)).toEqual(indices.map((i) => frames.rgb24_sha256_16[i]));
}

describe.each(ENGINES)('with %s, frames, their number and their times are PyAV’s', (engine) => {
  const pool = poolForAll(engine);

  it.each(Object.entries(reference))('%s', async (name, frames) => {
    expect(frames.error).toBeNull();
    await pool().withVideo(fixturePath(`clips-more/${name}`), async (video) => {
      const frameCount = frames.decoded_frames;
      expect(video.index).toMatchObject({
        frameCount,
        widthPixels: frames.width,
        heightPixels: frames.height,
        notes: NOTES[name] ?? [],
      });
      const { headerFrameCount } = video.index;
      if (headerFrameCount !== undefined) expect(headerFrameCount).toBe(frames.header_frames);

      const last = frameCount - 1;
      const middle = frameCount >> 1;
      await expectFrames(video, allFrames(frameCount), { engine, name, frames });
      await expectFrames(video, [middle, middle + 1, last], { engine, name, frames });
      await expectFrames(video, [last, middle, last], { engine, name, frames });
    });
  });
});

describe.each(ENGINES)('where FFmpegs differ, the difference of %s is bounded', (engine) => {
  const pool = poolForAll(engine);

  it.each(Object.entries(INEXACT_BEFORE_9))('%s', async (name, bound) => {
    const expected = gunzipSync(readFileSync(fixturePath(`reference/inexact/${name}.rgb.gz`)));
    const { data } = await pool().withVideo(fixturePath(`clips-more/${name}`), (video) =>
      video.readClip([INEXACT_FRAME], RAW),
    );
    expect(data.length).toBe(expected.length);
    const { largest, share } = compareBytes(data, expected);
    if (isExact(engine)) expect(largest).toBe(0);
    expect(largest).toBeLessThanOrEqual(bound.largest);
    expect(share).toBeLessThan(bound.share);
  });
});

describe.each(ENGINES)('what the index of %s says of time', (engine) => {
  const pool = poolForAll(engine);

  it.each([
    // clip, seconds, frames a second, the header's count
    ['clips/b-frames.mp4', 1.6, 25, 40],
    // 25 of the header's 40 frames are shown.
    ['clips/edit-list.mp4', 1, 25, 40],
    ['clips-more/open-gop.ts', 0.96, 25, undefined],
    ['clips-more/piped.mkv', 0.96, 25, undefined],
    ['clips-more/raw.h264', 0.96, 25, undefined],
    ['clips-more/claims-fewer.avi', 0.96, 25, 7],
    // asf does not say how long its last frame is shown.
    ['clips-more/wmv2.wmv', 0.92, 24 / 0.92, undefined],
  ])('%s', async (name, durationSeconds, rate, headerFrameCount) => {
    const index = await pool().withVideo(fixturePath(name), (video) => Promise.resolve(video.index));
    expect(index.durationSeconds).toBeCloseTo(durationSeconds, 3);
    expect(index.averageFramesPerSecond).toBeCloseTo(rate, 2);
    expect(index.headerFrameCount).toBe(headerFrameCount);
  });

  it('a pause of 9 s', async () => {
    const index = await pool().withVideo(fixturePath('clips-more/long-gap.mp4'), (video) =>
      Promise.resolve(video.index),
    );
    // How long the last frame is shown, 0.04 s, old FFmpegs do not tell.
    expect([9.92, 9.96]).toContain(Number(index.durationSeconds.toFixed(3)));
    expect(index.averageFramesPerSecond).toBeCloseTo(24 / index.durationSeconds, 2);
  });
});

it.each([
  [
    'ffmpeg',
    'this ffmpeg has no decoder for its codec (qz7v)',
    'use a newer ffmpeg, with --ffmpeg or FFMPEG_PATH, or convert the video to h264',
  ],
  [
    'native',
    'node-av has no decoder for its codec (qz7v)',
    'use an ffmpeg that has one, with --decoder ffmpeg, or convert the video to h264',
  ],
] as const)('%s says which codec has no decoder, and what to do', async (engine, message, hint) => {
  const path = join(tempFolder(), 'codec.mp4');
  // Nothing that FFmpeg knows, now or in 2018.
  const data = readFileSync(fixturePath('clips/five-frames.mp4'));
  const fourLetters = data.indexOf('avc1', data.indexOf('stsd', 0, 'latin1'), 'latin1');
  data.write('qz7v', fourLetters, 'latin1');
  data.write('qz7C', data.indexOf('avcC', fourLetters, 'latin1'), 'latin1');
  writeFileSync(path, data);
  const read = testPool({ engine }).withVideo(path, (video) => video.readClip([0], RAW));
  await expect(read).rejects.toMatchObject({ code: 'NO_DECODER', message, hint });
});
