/** Clips after situations that people reported: every frame with its own time, as PyAV gives them, and windows over all. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planClips, windowSpans } from '../../dist/pipeline/read/windows.js';
import type { OpenVideo, StreamedClip } from '../../src/media/types.js';
import { fixturePath, readReference } from '../support/fixtures.js';
import { tempFolder } from '../support/temp-folder.js';
import { allFrames, digestsOf, type ReferenceFrames } from './frame-digests.js';
import {
  ENGINES,
  fakeFfmpeg,
  FFMPEG,
  FFPROBE,
  poolForAll,
  RAW,
  testPool,
  type EngineName,
} from './pool-fixture.js';

const reference = readReference('frames-reported.json') as Record<string, ReferenceFrames>;
const pathOf = (name: string): string => fixturePath(`clips-reported/${name}`);

/** FFmpeg of 2018 takes the end of the first of two joined Matroska files for the end of both. */
const readsOn = (engine: EngineName, name: string): boolean => {
  if (engine === 'native' || !/concatenated\.(mkv|webm)/.test(name)) return true;
  const args = ['-v', 'error', '-i', pathOf(name), '-vsync', 'passthrough', '-f', 'rawvideo'];
  const bytes = execFileSync(FFMPEG, [...args, '-vf', 'scale=16:16,format=gray,crop=1:1', '-']);
  return bytes.length === reference[name]?.decoded_frames;
};

const CASES = ENGINES.flatMap((engine) =>
  Object.entries(reference).map(([name, frames]) => ({ engine, name, frames })),
);
const isRead = ({ engine, name }: { engine: EngineName; name: string }): boolean => readsOn(engine, name);
const READ = CASES.filter(isRead);

const NOTES: Record<string, string[]> = {
  'opengop-cut-copy.mkv': ['begins inside a group of pictures: its first 3 frames cannot be decoded'],
};

const pools = { native: poolForAll('native'), ffmpeg: poolForAll('ffmpeg') };

describe('the number of frames, their pixels and their own times are PyAV’s', () => {
  it.each(READ)('$engine: $name', async ({ engine, name, frames }) => {
    await pools[engine]().withVideo(pathOf(name), async (video) => {
      const { decoded_frames: frameCount, rgb24_sha256_16: digests, pts_s: times } = frames;
      expect(video.index).toMatchObject({ frameCount, notes: NOTES[name] ?? [] });
      const all = await video.readClip(allFrames(frameCount), RAW);
      expect(digestsOf(all, frameCount)).toEqual(digests);
      for (const frame of [0, 8, 24, 25, frameCount >> 1, frameCount - 1]) {
        const clip = await video.readClip([frame], RAW);
        expect(clip.startSeconds).toBeCloseTo(times[frame] ?? NaN, 6);
        expect(clip.endSeconds).toBe(clip.startSeconds);
        expect(digestsOf(clip, 1)).toEqual([digests[frame]]);
      }
    });
  });
});

async function windowsOf(video: OpenVideo, everySeconds: number): Promise<[StreamedClip[], number[][]]> {
  const spans = windowSpans(video.index.durationSeconds, { everySeconds, windowSeconds: everySeconds });
  const plan = planClips(await video.frameTimes(), spans, {
    ...{ sampling: 'uniform', numFramesPerClip: 1000, frameSampleRate: 1, seed: 0, views: 1, short: 'clamp' },
  });
  const wanted = plan.map(({ views }) => [...new Set(views.flat())]);
  const clips = [];
  for await (const clip of video.readClips(wanted, RAW)) clips.push(clip);
  return [clips, wanted];
}

describe('windows cover all pictures once, on a clock that never runs back', () => {
  it.each(READ)('$engine: $name', async ({ engine, name, frames }) => {
    const { decoded_frames: frameCount, rgb24_sha256_16: digests } = frames;
    await pools[engine]().withVideo(pathOf(name), async (video) => {
      expect(video.index.durationSeconds).toBeCloseTo(frameCount / 25, 2);
      const times = await video.frameTimes();
      expect(times.every((time, i) => i === 0 || time > (times[i - 1] ?? 0))).toBe(true);
      const [clips, wanted] = await windowsOf(video, 0.4);
      expect(wanted.flat()).toEqual(allFrames(frameCount).slice(0, wanted.flat().length));
      // What is left of the video at its end is less than half a window.
      expect(frameCount - wanted.flat().length).toBeLessThan(5);
      expect(clips.flatMap((clip, i) => digestsOf(clip, wanted[i]?.length ?? 0))).toEqual(
        digests.slice(0, wanted.flat().length),
      );
      const ends = clips.flatMap(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]);
      expect(ends).toEqual([...ends].sort((a, b) => a - b));
    });
  });

  it.each(ENGINES)('%s: 3.2 s of concatenated.ts by half seconds are 6', async (engine) => {
    const [clips] = await testPool({ engine }).withVideo(pathOf('concatenated.ts'), (video) =>
      windowsOf(video, 0.5),
    );
    expect(clips.map(({ startSeconds }) => Number((startSeconds - 1.48).toFixed(3)))).toEqual([
      0, 0.52, 1, 1.52, 2, 2.52,
    ]);
  });
});

it.each(ENGINES)('%s finds a cut behind the place where the clock begins again', async (engine) => {
  const folder = tempFolder();
  const parts = ['color=c=red', 'color=c=blue'].map((source, i) => {
    const part = join(folder, `${i}.ts`);
    const input = ['-f', 'lavfi', '-i', `${source}:size=64x48:rate=25:duration=1`];
    const other = ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=25:duration=1'];
    const join2 = ['-filter_complex', '[0]setsar=1[a];[1]setsar=1[b];[a][b]concat=n=2,format=yuv420p'];
    execFileSync(FFMPEG, ['-v', 'error', ...input, ...other, ...join2, '-c:v', 'libx264', part]);
    return readFileSync(part);
  });
  const path = join(folder, 'both.ts');
  writeFileSync(path, Buffer.concat(parts));
  const cuts = await testPool({ engine }).withVideo(path, (video) => video.findCuts());
  expect(cuts.map((cut) => Math.round(cut * 25))).toEqual([25, 50, 75]);
});

const CUT_OFF = CASES.filter((clip) => !isRead(clip));

it.runIf(CUT_OFF.length > 0).each(CUT_OFF)('$engine gives what it can of $name', async (clip) => {
  const { engine, name, frames } = clip;
  await pools[engine]().withVideo(pathOf(name), async (video) => {
    await expect(video.readClip([0, frames.decoded_frames - 1], RAW)).rejects.toMatchObject({
      code: 'TRUNCATED',
    });
    const frameCount = await video.countDecodable();
    expect(frameCount).toBe(frames.decoded_frames / 2);
    const all = await video.readClip(allFrames(frameCount), RAW);
    expect(digestsOf(all, frameCount)).toEqual(frames.rgb24_sha256_16.slice(0, frameCount));
  });
});

describe.each(ENGINES)('%s and a cover picture', (engine) => {
  it('beside sound alone is no video', async () => {
    const [picture, path] = [join(tempFolder(), 'cover.png'), join(tempFolder(), 'song.mp4')];
    const red = ['-f', 'lavfi', '-i', 'color=c=red:size=32x32', '-frames:v', '1'];
    execFileSync(FFMPEG, ['-v', 'error', ...red, picture]);
    const inputs = ['-i', picture, '-f', 'lavfi', '-i', 'sine=duration=0.4', '-map', '1', '-map', '0'];
    const isCover = ['-c:v', 'copy', '-disposition:v', 'attached_pic'];
    execFileSync(FFMPEG, ['-v', 'error', ...inputs, ...isCover, path]);
    const open = testPool({ engine }).withVideo(path, (video) => Promise.resolve(video.index));
    await expect(open).rejects.toMatchObject({
      code: 'NO_VIDEO_STREAM',
      message: 'no video stream (audio with a cover picture)',
    });
  });

  it('before the track is passed over', async () => {
    const index = await testPool({ engine }).withVideo(pathOf('cover-first.mp4'), (video) =>
      Promise.resolve(video.index),
    );
    expect(index).toMatchObject({ frameCount: 50, codecName: 'h264', headerFrameCount: 50, notes: [] });
  });
});

describe.each(ENGINES)('%s and edits', (engine) => {
  it('that hide packets are not taken for a cut', async () => {
    const index = await testPool({ engine }).withVideo(pathOf('edits-two.mp4'), (video) =>
      Promise.resolve(video.index),
    );
    expect(index).toMatchObject({ frameCount: 50, headerFrameCount: 100, notes: [] });
  });

  it('of a file that is cut short do not hide that', async () => {
    const path = join(tempFolder(), 'cut.mp4');
    const whole = join(tempFolder(), 'whole.mp4');
    const edit = [
      '-ss',
      '0.5',
      '-i',
      fixturePath('clips/b-frames.mp4'),
      '-c',
      'copy',
      '-movflags',
      'faststart',
    ];
    execFileSync(FFMPEG, ['-v', 'error', ...edit, whole]);
    const bytes = readFileSync(whole);
    writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    const { notes } = await testPool({ engine }).withVideo(path, (video) => Promise.resolve(video.index));
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^(cut short|damaged): /);
  });
});

describe('a warning about an option is not damage', () => {
  const WARNING =
    'Codec AVOption max_pixels (Maximum number of pixels) has not been used for any stream. The most likely reason is wrong type';

  it.each(['ffmpeg', 'ffprobe'])('of %s', async (program) => {
    const real = program === 'ffmpeg' ? FFMPEG : FFPROBE;
    const says = `echo '[x @ 0x1] [error] ${WARNING}' >&2; exec '${real}' "$@"`;
    const { path } = fakeFfmpeg(says, program);
    const pool = testPool(program === 'ffmpeg' ? { ffmpegPath: path } : { ffprobePath: path });
    await pool.withVideo(fixturePath('clips/b-frames.mp4'), async (video) => {
      expect(video.index.notes).toEqual([]);
      expect((await video.readClip([0, 30], RAW)).notes).toEqual([]);
    });
  });
});
