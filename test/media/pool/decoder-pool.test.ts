import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { fixturePath } from '../../support/fixtures.js';
import {
  engineOf,
  fakeFfmpeg,
  FFMPEG,
  HANG,
  hungProcesses,
  RAW,
  survivors,
  testPool,
} from '../pool-fixture.js';
import type { DecoderPool } from '../../../dist/media/pool/decoder-pool.js';

const CLIP = fixturePath('clips/b-frames.mp4');
const OTHER = fixturePath('clips/five-frames.mp4');

function firstFrameBytes(pool: DecoderPool, path: string): Promise<number> {
  return pool.withVideo(path, async (video) => (await video.readClip([0], RAW)).data.length);
}

describe('a decoder pool', () => {
  it('serves first who came first', async () => {
    const pool = testPool();
    const order: string[] = [];
    const visit = (name: string) => pool.withVideo(CLIP, () => Promise.resolve(order.push(name)));
    await Promise.all(['a', 'b', 'c', 'd'].map(visit));
    expect(order).toEqual(['a', 'b', 'c', 'd']);
  });

  it('visits no more videos at once than it has processes', async () => {
    const pool = testPool({ size: 2 });
    let leased = 0;
    let most = 0;
    let bothAreIn: () => void = () => undefined;
    const both = new Promise<void>((resolve) => (bothAreIn = resolve));
    const visit = () =>
      pool.withVideo(CLIP, async (video) => {
        most = Math.max(most, ++leased);
        // A process that starts late on a busy machine is waited for.
        if (leased === 2) bothAreIn();
        await both;
        await video.readClip([39], RAW);
        leased--;
      });
    await Promise.all([1, 2, 3, 4, 5].map(visit));
    expect(most).toBe(2);
  });

  it('passes on what the visitor throws, and goes on', async () => {
    const pool = testPool();
    const failure = new Error('the visitor');
    await expect(pool.withVideo(CLIP, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(await firstFrameBytes(pool, CLIP)).toBe(160 * 96 * 3);
  });

  it('says that ffmpeg cannot be started', async () => {
    const pool = testPool({ ffmpegPath: '/nowhere/ffmpeg' });
    await expect(firstFrameBytes(pool, CLIP)).rejects.toMatchObject({
      name: 'XclipError',
      code: 'NO_FFMPEG',
    });
  });

  it('refuses videos once closed, and fails those under way', async () => {
    const { path, folder } = fakeFfmpeg(HANG);
    const pool = testPool({ ffmpegPath: path });
    const underWay = expect(firstFrameBytes(pool, CLIP)).rejects.toMatchObject({ code: 'CLOSED' });
    const waiting = expect(firstFrameBytes(pool, CLIP)).rejects.toMatchObject({ code: 'CLOSED' });
    const pids = await hungProcesses(folder);
    await pool.close();
    await Promise.all([underWay, waiting]);
    expect(await survivors(pids, 1000)).toEqual([]);
    await expect(firstFrameBytes(pool, CLIP)).rejects.toMatchObject({ code: 'CLOSED' });
  });
});

describe('a video that takes too long', () => {
  it('fails, leaves no process, and the next one works', async () => {
    const hangOnce = `[ -e started ] && exec '${FFMPEG}' "$@"; ${HANG}`;
    const { path, folder } = fakeFfmpeg(hangOnce);
    const pool = testPool({ ffmpegPath: path, timeoutMs: 1500 });
    await expect(firstFrameBytes(pool, CLIP)).rejects.toMatchObject({
      name: 'VideoError',
      code: 'TIMEOUT',
      message: 'decoding took longer than 1.5 s',
    });
    expect(await survivors(await hungProcesses(folder), 1000)).toEqual([]);
    expect(await firstFrameBytes(pool, OTHER)).toBe(160 * 96 * 3);
  });

  it('is not one whose visitor takes its time', async () => {
    const pool = testPool({ timeoutMs: 1500 });
    await pool.withVideo(CLIP, async (video) => {
      await new Promise((resolve) => setTimeout(resolve, 1600));
      expect((await video.readClip([0], RAW)).data.length).toBe(160 * 96 * 3);
    });
  });
});

describe('a crash costs one video', () => {
  it.each([
    ['of the decoder process', 'kill -KILL $PPID', 'the decoder process died (SIGKILL)'],
    ['of ffmpeg', 'kill -SEGV $$', 'ffmpeg crashed on it (SIGSEGV)'],
  ])('%s', async (_what, crash, message) => {
    const crashOnce = `[ -e crashed ] && exec '${FFMPEG}' "$@"; touch crashed; ulimit -c 0; ${crash}`;
    const pool = testPool({ ffmpegPath: fakeFfmpeg(crashOnce).path });
    await expect(firstFrameBytes(pool, CLIP)).rejects.toMatchObject({
      name: 'VideoError',
      code: 'DECODE_FAILED',
      message,
    });
    expect(await firstFrameBytes(pool, OTHER)).toBe(160 * 96 * 3);
  });
});

describe('when the program that owns the pool', () => {
  function ownerScript(ffmpegPath: string, act: string): string {
    const module = new URL('../../../dist/media/pool/decoder-pool.js', import.meta.url).href;
    const options = { engine: engineOf('ffmpeg', ffmpegPath), size: 1, timeoutMs: 60_000 };
    const geometry = JSON.stringify({ resample: 'bilinear' });
    return `import { createDecoderPool } from ${JSON.stringify(module)};
      const pool = createDecoderPool(${JSON.stringify(options)});
      await pool.withVideo(${JSON.stringify(CLIP)}, (video) => ${act.replace('GEOMETRY', geometry)});`;
  }

  function startOwner(script: string) {
    return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
  }

  it('is killed, nothing of it is left', async () => {
    const { path, folder } = fakeFfmpeg(HANG);
    const owner = startOwner(ownerScript(path, 'video.readClip([0], GEOMETRY)'));
    const pids = await hungProcesses(folder);
    owner.kill('SIGKILL');
    expect(await survivors(pids, 3000)).toEqual([]);
  });

  it('is done without closing it, idle processes do not hold it', async () => {
    const owner = startOwner(ownerScript(FFMPEG, 'Promise.resolve(video.index)'));
    const status = await new Promise((resolve) => owner.once('exit', resolve));
    expect(status).toBe(0);
  });
});
