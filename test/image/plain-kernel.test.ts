/** The kernel in plain arithmetic gives the bytes of the one in WebAssembly, pass by pass. */
import { expect, test } from 'vitest';
import type { Resample } from '../../src/image/frame-geometry.js';
import { KernelMemory } from '../../src/image/kernel-memory.js';
import { plainKernel } from '../../src/image/plain-kernel.js';
import { resizeAcross, resizeDown } from '../../src/image/resample-passes.js';
import { FrameRows } from '../../src/image/row-source.js';
import { tapPairs } from '../../src/image/tap-pairs.js';
import { seeded } from '../support/seeded.js';

interface Size {
  width: number;
  height: number;
}

/** The picture resized over one axis and then the other, without what lies between its rows. */
function resized(
  memory: KernelMemory,
  rgb: Uint8Array,
  from: Size,
  to: Size,
  resample: Resample,
  isDownFirst: boolean,
): Buffer {
  const columns = { start: 0, end: to.width };
  const rows = { start: 0, end: to.height };
  const across = tapPairs(from.width, to.width, resample, columns);
  const down = tapPairs(from.height, to.height, resample, rows);
  const frame = {
    columns: { start: 0, end: from.width },
    rows: { start: 0, end: from.height },
    pixels: rgb,
    strideBytes: from.width * 3,
  };
  memory.reset();
  const stored = isDownFirst
    ? resizeAcross(
        memory,
        resizeDown(memory, new FrameRows(memory, frame, down.pairs * 2), across.input, rows, down),
        columns,
        across,
      )
    : resizeDown(
        memory,
        resizeAcross(memory, new FrameRows(memory, frame), columns, across),
        columns,
        rows,
        down,
      );
  const { pixels, strideBytes } = stored.plane();
  return Buffer.concat(
    Array.from({ length: to.height }, (_, row) =>
      pixels.slice(row * strideBytes, row * strideBytes + to.width * 3),
    ),
  );
}

const wasm = new KernelMemory();
const plain = new KernelMemory(plainKernel());

test('this machine has the other one to compare with', () => {
  expect(Object.prototype.toString.call(wasm.kernel.memory)).toBe('[object WebAssembly.Memory]');
});

test.each(['bilinear', 'nearest', 'lanczos', 'bicubic', 'box', 'hamming'] as const)('%s', (resample) => {
  const next = seeded(resample.length);
  const below = (limit: number): number => 1 + Math.floor(next() * limit);
  for (let i = 0; i < 60; i++) {
    // The last ones come to the kernel in several bands.
    const [from, to] = [i < 55 ? 90 : 700, 110].map((limit) => ({
      width: below(limit),
      height: below(limit),
    }));
    if (from === undefined || to === undefined) throw new Error('there are two');
    // Only black and white now and then, where sums leave the range of a byte most.
    const value = i % 3 === 0 ? (): number => (next() < 0.5 ? 0 : 255) : (): number => next() * 256;
    const rgb = Uint8Array.from({ length: from.width * from.height * 3 }, value);
    const [expected, found] = [wasm, plain].map((memory) =>
      resized(memory, rgb, from, to, resample, i % 2 === 0),
    );
    expect(found?.equals(expected ?? Buffer.alloc(0)), JSON.stringify({ from, to, i })).toBe(true);
  }
});
