import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { StageTimes, timeWaits } from '../../src/pipeline/times.js';

const STEP_MS = 40;

// A clock of its own, so that no other work of the machine counts.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Clips that take `readMs` each of the one decoder process's time. */
async function* read(pool: { busyMs: { decode: number } }, readMs: number, count: number) {
  for (let clip = 0; clip < count; clip++) {
    await sleep(readMs);
    pool.busyMs.decode += readMs;
    yield clip;
  }
}

async function timed(readMs: number, inferenceMs: number): Promise<Record<string, number>> {
  const pool = { busyMs: { probe: 0, decode: 0, resize: 0 }, processCount: 1 };
  const times = new StageTimes(() => pool.busyMs);
  const clips = [];
  for await (const clip of timeWaits(read(pool, readMs, 3), { pool, times })) {
    clips.push(clip);
    await sleep(inferenceMs);
  }
  expect(clips).toEqual([0, 1, 2]);
  return times.toMilliseconds();
}

async function run(readMs: number, inferenceMs: number): Promise<Record<string, number>> {
  const result = timed(readMs, inferenceMs);
  await vi.runAllTimersAsync();
  return result;
}

describe('timeWaits', () => {
  test('counts what inference waits for a slow decoder', async () => {
    const times = await run(STEP_MS, 0);
    expect(times.inference_waiting).toBe(3 * STEP_MS);
    expect(times.decoders_waiting).toBe(0);
    expect(times.decode).toBe(3 * STEP_MS);
  });

  test('counts what a decoder waits for slow inference', async () => {
    const times = await run(0, STEP_MS);
    expect(times.inference_waiting).toBe(0);
    expect(times.decoders_waiting).toBe(2 * STEP_MS);
  });

  test('lets an error and an early end through', async () => {
    const pool = { busyMs: { probe: 0, decode: 0, resize: 0 }, processCount: 0 };
    const times = new StageTimes();
    let endCount = 0;
    async function* failing(): AsyncGenerator<number> {
      try {
        yield await Promise.resolve(1);
        throw new Error('lost');
      } finally {
        endCount += 1;
      }
    }
    const timed = timeWaits(failing(), { pool, times });
    expect(await timed.next()).toEqual({ value: 1, done: false });
    await expect(timed.next()).rejects.toThrow('lost');
    const left = timeWaits(failing(), { pool, times });
    await left.next();
    await left.return();
    expect(endCount).toBe(2);
  });
});
