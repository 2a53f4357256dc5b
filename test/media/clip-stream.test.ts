/** Many clips in one pass: the same bytes as clip by clip, in every container, and what happens when things go wrong. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OpenVideo, StreamedClip } from '../../src/media/types.js';
import { fixturePath, readReference, sha256 } from '../support/fixtures.js';
import { tempFolder } from '../support/temp-folder.js';
import { allFrames, type ReferenceFrames } from './frame-digests.js';
import {
  ENGINES,
  fakeFfmpeg,
  FFMPEG,
  HANG,
  hungProcesses,
  poolForAll,
  RAW,
  survivors,
  testPool,
  type EngineName,
} from './pool-fixture.js';

const GEOMETRY = {
  resize: { shortestEdgePixels: 16 },
  crop: { widthPixels: 16, heightPixels: 12 },
  resample: 'bilinear',
  cropCount: 3,
} as const;

function readableNames(folder: string, reference: string): string[] {
  return Object.entries(readReference(reference) as Record<string, ReferenceFrames>)
    .filter(
      ([name, { error, decoded_frames }]) => error === null && decoded_frames > 0 && name !== 'still.mp4',
    )
    .map(([name]) => `${folder}/${name}`);
}

const NAMES = [
  ...readableNames('clips', 'frames.json'),
  // Its times repeat and its damage makes even PyAV's frames depend on how it is read; see containers.test.ts.
  ...readableNames('clips-more', 'frames-more.json'),
];

async function all(clips: AsyncIterable<StreamedClip>): Promise<StreamedClip[]> {
  const list = [];
  for await (const clip of clips) list.push(clip);
  return list;
}

/** Neighbours, overlaps, repeated frames, clips that begin before those they follow. */
function clipsOf(frameCount: number): number[][] {
  const last = frameCount - 1;
  const middle = frameCount >> 1;
  return [[0, Math.min(1, last), last], [middle, middle, 0], [middle], [last, middle], [last]];
}

/** [crops][frames] of a clip inside one that has all of their frames, from place `start` on. */
function part(whole: Uint8Array, totalCount: number, start: number, count: number): Uint8Array {
  const frameBytes = whole.length / 3 / totalCount;
  const crops = [0, 1, 2].map((crop) => {
    const from = (crop * totalCount + start) * frameBytes;
    return whole.subarray(from, from + count * frameBytes);
  });
  return Uint8Array.from(Buffer.concat(crops));
}

describe.each(ENGINES)('with %s, many clips in one pass equal those read one by one', (engine) => {
  const pool = poolForAll(engine);

  it.each(NAMES)('%s', async (name) => {
    await pool().withVideo(fixturePath(name), async (video) => {
      const { frameCount } = video.index;
      const wanted = clipsOf(frameCount);
      const flat = wanted.flat();
      const { data } = await video.readClip(flat, GEOMETRY);
      const times = await video.frameTimes();
      const clips = await all(video.readClips(wanted, GEOMETRY));
      expect(times.length).toBe(frameCount);
      expect([...times]).toEqual([...times].sort((a, b) => a - b));
      let start = 0;
      const expected = wanted.map((indices, clip) => {
        const expectedClip = {
          clip,
          data: sha256(part(data, flat.length, start, indices.length)),
          startSeconds: times[Math.min(...indices)],
          endSeconds: times[Math.max(...indices)],
        };
        start += indices.length;
        return expectedClip;
      });
      const found = clips.map(({ notes: _, ...clip }) => ({ ...clip, data: sha256(clip.data) }));
      expect(found).toEqual(expected);
    });
  });
});

const CLIP = fixturePath('clips/b-frames.mp4');

function stream<T>(
  engine: EngineName,
  path: string,
  use: (video: OpenVideo) => AsyncIterable<T>,
): Promise<T[]> {
  const collect = async () => {
    const items = [];
    for await (const item of testPool({ engine }).streamVideo(path, use)) items.push(item);
    return items;
  };
  return collect();
}

describe.each(ENGINES)('with %s, damage in a pass', (engine) => {
  const windows = [0, 10, 20, 30].map((first) => Array.from({ length: 10 }, (_, i) => first + i));

  it('costs the frames it hits; others stand in, and the last clip says why', async () => {
    const clips = await stream(engine, fixturePath('clips/damaged.mp4'), (video) =>
      video.readClips(windows, RAW),
    );
    const intact = await stream(engine, CLIP, (video) => video.readClips(windows, RAW));
    expect(clips.map(({ clip }) => clip)).toEqual([0, 1, 2, 3]);
    expect(sha256(clips[0]?.data ?? new Uint8Array())).toBe(sha256(intact[0]?.data ?? new Uint8Array()));
    expect(clips.flatMap(({ notes }) => notes).join()).toMatch(
      /of its frames cannot be decoded, others stand in/,
    );
    expect(clips.at(-1)?.notes.at(-1)).toMatch(/^damaged data in this video: /);
  });

  it('that takes whole clips leaves them out, and the last one says so', async () => {
    const path = fixturePath('clips/cut-faststart.mp4');
    const each = (video: OpenVideo) => allFrames(video.index.frameCount).map((i) => [i]);
    const wanted = await testPool({ engine }).withVideo(path, (video) => Promise.resolve(each(video).length));
    const clips = await stream(engine, path, (video) => video.readClips(each(video), RAW));
    expect(clips.length).toBeLessThan(wanted);
    expect(clips.at(-1)?.notes).toContain(
      `damaged: ${wanted - clips.length} of ${wanted} clips have no frame that can be decoded`,
    );
  });

  it('that nothing survives is an error', async () => {
    const path = join(tempFolder(), 'dead.mp4');
    const bytes = readFileSync(CLIP);
    const start = bytes.indexOf('mdat') + 4;
    bytes.fill(0xff, start, start + bytes.readUInt32BE(start - 8) - 8);
    writeFileSync(path, bytes);
    await expect(stream(engine, path, (video) => video.readClips([[0], [5]], RAW))).rejects.toMatchObject({
      name: 'VideoError',
      code: 'NO_FRAMES',
    });
  });
});

describe.each(ENGINES)('with %s, a pass', (engine) => {
  it('in which the size changes fails after what came before', async () => {
    const folder = tempFolder();
    const parts = ['160x96', '96x160'].map((size) => {
      const part = join(folder, `${size}.h264`);
      const source = `testsrc=duration=2:size=${size}:rate=25`;
      spawnSync(FFMPEG, ['-v', 'error', '-f', 'lavfi', '-i', source, '-pix_fmt', 'yuv420p', part]);
      return readFileSync(part);
    });
    const path = join(folder, 'both.h264');
    writeFileSync(path, Buffer.concat(parts));
    for (let run = 0; run < 3; run++) {
      const clips: number[] = [];
      const pass = async () => {
        const each = (video: OpenVideo) => video.readClips([[0], [20], [49], [60], [90]], RAW);
        for await (const { clip } of testPool({ engine }).streamVideo(path, each)) clips.push(clip);
      };
      await expect(pass()).rejects.toMatchObject({ name: 'VideoError', code: 'SIZE_CHANGED' });
      expect(clips).toEqual([0, 1, 2]);
    }
  });

  it('that is left early frees the decoder', async () => {
    const pool = testPool({ engine });
    const path = fixturePath('clips/bigbuckbunny.mp4');
    const each = (video: OpenVideo) =>
      video.readClips(
        Array.from({ length: video.index.frameCount }, (_, i) => [i]),
        GEOMETRY,
      );
    for await (const { clip } of pool.streamVideo(path, each)) if (clip === 2) break;
    const next = await pool.withVideo(CLIP, (video) => video.readClip([0], RAW));
    expect(next.data.length).toBe(160 * 96 * 3);
  });

  it('waits while nothing is taken, however long that is', async () => {
    const path = fixturePath('clips/bigbuckbunny.mp4');
    const pool = testPool({ engine, timeoutMs: 3000 });
    const clips: number[] = [];
    const each = (video: OpenVideo) =>
      video.readClips(
        Array.from({ length: video.index.frameCount }, (_, i) => [i]),
        GEOMETRY,
      );
    for await (const { clip } of pool.streamVideo(path, each)) {
      clips.push(clip);
      if (clip === 10) await new Promise((resolve) => setTimeout(resolve, 3500));
    }
    expect(clips).toEqual(Array.from({ length: 30 }, (_, i) => i));
  });
});

describe('a pass of ffmpeg', () => {
  it('that hangs fails, and leaves no process', async () => {
    const { path, folder } = fakeFfmpeg(HANG);
    const pool = testPool({ ffmpegPath: path, timeoutMs: 1500 });
    const run = pool.streamVideo(CLIP, (video) => video.readClips([[0], [1]], RAW)).next();
    await expect(run).rejects.toMatchObject({ name: 'VideoError', code: 'TIMEOUT' });
    expect(await survivors(await hungProcesses(folder), 1000)).toEqual([]);
  });

  it('whose ffmpeg crashes fails after what came before', async () => {
    const { path } = fakeFfmpeg(`'${FFMPEG}' "$@"; kill -SEGV $$`);
    const pool = testPool({ ffmpegPath: path });
    const clips: number[] = [];
    const run = async () => {
      for await (const { clip } of pool.streamVideo(CLIP, (video) => video.readClips([[0], [1], [2]], RAW)))
        clips.push(clip);
    };
    await expect(run()).rejects.toMatchObject({ code: 'DECODE_FAILED' });
    expect(clips).toEqual([0, 1, 2]);
  });
});
