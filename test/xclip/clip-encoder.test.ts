import { describe, expect, test } from 'vitest';
import { ClipBatches, type ClipRows } from '../../src/xclip/clip-encoder.js';
import { NotFinite } from '../../src/xclip/runtime/not-finite.js';

interface Gpu {
  /** clips that its memory holds */
  holds?: number;
  /** milliseconds that a call takes, by its clips */
  takes?: (count: number) => number;
  /** a clip's numbers depend on its neighbours */
  mixes?: boolean;
}

/** A device made of rules: a clip is one byte, its row the byte and its square. */
function gpu({ holds = Infinity, takes = () => 10, mixes = false }: Gpu) {
  const calls: number[] = [];
  let clock = 0;
  let restarts = 0;
  const run = (frames: Uint8Array, count: number): Promise<ClipRows> => {
    calls.push(count);
    clock += takes(count);
    if (count > holds) return Promise.reject(new Error('Failed to allocate memory for requested buffer'));
    const values = [...frames].flatMap((byte) => [byte + (mixes ? count * 1e-6 : 0), byte * byte]);
    return Promise.resolve({ embeds: Float32Array.from(values) });
  };
  const batches = new ClipBatches({ run, restart: () => restarts++, now: () => clock });
  return { batches, calls, restarts: () => restarts };
}

const clip = (i: number): Uint8Array => Uint8Array.from([i % 256]);
const clips = (count: number): Uint8Array[] => Array.from({ length: count }, (_, i) => clip(i));
const right = (count: number): ClipRows[] =>
  clips(count).map(([byte = 0]) => ({ embeds: Float32Array.from([byte, byte * byte]) }));

describe('the size of a batch', () => {
  test.each<[string, Gpu, number | 'auto', number]>([
    ['auto grows while a clip costs less', { takes: (n) => 10 + n }, 'auto', 64],
    ['auto stays where nothing is gained', { takes: (n) => 10 * n }, 'auto', 1],
    ['auto stops where calls grow long', { takes: (n) => 100 + 60 * n }, 'auto', 4],
    ['auto stops before the end of memory', { holds: 5, takes: (n) => 10 + n }, 'auto', 4],
    ['auto stays alone where neighbours matter', { mixes: true, takes: (n) => 10 + n }, 'auto', 1],
    ['auto stays alone on a slow device', { takes: () => 900 }, 'auto', 1],
    ['a size is taken as it is', { takes: (n) => 10 * n }, 7, 7],
    ['one is one', {}, 1, 1],
    ['a size that memory does not hold falls to one', { holds: 3 }, 8, 1],
    ['a size where neighbours matter falls to one', { mixes: true }, 8, 1],
  ])('%s', async (_name, device, wanted, size) => {
    const { batches } = gpu(device);
    await batches.settle(wanted, clip);
    expect(batches.size).toBe(size);
  });

  test('is one, and no reason to stop, where a made-up clip gives no numbers', async () => {
    const run = (): Promise<ClipRows> => Promise.reject(new NotFinite('video_embeds'));
    const batches = new ClipBatches({ run, restart: () => undefined });
    await batches.settle('auto', clip);
    expect(batches.size).toBe(1);
    expect(batches.note).toContain('not finite (video_embeds)');
    await expect(batches.encode(clips(1))).rejects.toMatchObject({ code: 'NOT_FINITE' });
  });

  test.each<[Gpu, RegExp]>([
    [{ mixes: true }, /computes a clip otherwise among 8 than alone/],
    [{ holds: 3 }, /memory does not hold 8 clips at once/],
  ])('says why it is not what was asked for', async (device, note) => {
    const { batches } = gpu(device);
    await batches.settle(8, clip);
    expect(batches.note).toMatch(note);
  });

  test('other faults are not swallowed', async () => {
    const batches = new ClipBatches({
      run: (_frames, count) => (count > 1 ? Promise.reject(new Error('device lost')) : Promise.resolve({})),
      restart: () => undefined,
    });
    await expect(batches.settle(4, clip)).rejects.toThrow('device lost');
  });
});

describe('encoding', () => {
  test.each([0, 1, 3, 4, 5, 8, 11])('gives %i clips their rows, in order', async (count) => {
    const { batches, calls } = gpu({});
    await batches.settle(4, clip);
    calls.length = 0;
    expect(await batches.encode(clips(count))).toEqual(right(count));
    expect(calls.every((size) => size === 4 || size === 1)).toBe(true);
  });

  test('halves and goes on where memory runs out, and stays so', async () => {
    const device: Gpu & { holds: number } = { holds: 8 };
    const calls: number[] = [];
    let restarts = 0;
    const batches = new ClipBatches({
      run: (frames, count) => {
        calls.push(count);
        if (count > device.holds) return Promise.reject(new Error('CUDA out of memory'));
        return Promise.resolve({
          embeds: Float32Array.from([...frames].flatMap((byte) => [byte, byte * byte])),
        });
      },
      restart: () => restarts++,
    });
    await batches.settle(8, clip);
    device.holds = 3;
    calls.length = 0;
    expect(await batches.encode(clips(16))).toEqual(right(16));
    expect(calls.slice(0, 4)).toEqual([8, 4, 2, 2]);
    expect(batches.size).toBe(2);
    expect(restarts).toBe(2);
    calls.length = 0;
    await batches.encode(clips(4));
    expect(calls).toEqual([2, 2]);
  });

  test('says that not even one is held', async () => {
    const { batches } = gpu({ holds: 0 });
    await expect(batches.encode(clips(2))).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' });
  });
});
