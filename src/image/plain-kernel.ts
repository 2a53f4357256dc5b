/**
 * What resample-kernel.wat does, in plain arithmetic: the same bytes, some fifteen times slower. For processes without
 * WebAssembly: V8 sets aside 10 GB of addresses for its memory, which `ulimit -v` and batch systems may refuse.
 */
import { type GrowingMemory, type Kernel, PAGE_BYTES } from './kernel.js';
import { LOW_BITS, PAIR_BYTES } from './tap-pairs.js';

const CHANNELS = 3;
const WEIGHT_BITS = 22;
const HALF = 1 << (WEIGHT_BITS - 1);

class PlainMemory implements GrowingMemory {
  buffer = new ArrayBuffer(PAGE_BYTES);
  /** Unlike an index into an array, it refuses what is outside. */
  view = new DataView(this.buffer);

  grow(pages: number): void {
    const grown = new ArrayBuffer(this.buffer.byteLength + pages * PAGE_BYTES);
    new Uint8Array(grown).set(new Uint8Array(this.buffer));
    this.buffer = grown;
    this.view = new DataView(grown);
  }
}

export function plainKernel(): Kernel {
  const memory = new PlainMemory();
  return {
    memory,
    across: (source, sourceStride, rows, target, targetStride, columns, first, weights, pairs) => {
      const { view } = memory;
      const places = Array.from({ length: columns }, (_, column) => ({
        from: view.getInt32(first + 4 * column, true),
        taps: tapsAt(view, weights + column * pairs * PAIR_BYTES, pairs),
      }));
      for (let row = 0; row < rows; row++) {
        let to = target + row * targetStride;
        for (const { from, taps } of places) {
          sumPixels(view, taps, source + row * sourceStride + from, to);
          to += CHANNELS;
        }
      }
    },
    down: (source, sourceStride, rows, target, targetStride, rowBytes, first, weights, pairs) => {
      const { view } = memory;
      const sums = new DataView(new ArrayBuffer(4 * rowBytes));
      for (let row = 0; row < rows; row++) {
        const taps = tapsAt(view, weights + row * pairs * PAIR_BYTES, pairs);
        const from = source + view.getInt32(first + 4 * row, true);
        sumRows(view, taps, { from, sourceStride, sums });
        const to = target + row * targetStride;
        for (let i = 0; i < rowBytes; i++) view.setUint8(to + i, rounded(sums.getInt32(4 * i, true)));
      }
    },
  };
}

/** A weight, put together from its two halves, and which of the taps it is for. */
interface Tap {
  tap: number;
  weight: number;
}

/** Without those that only fill up, which may lie past the end of what is there. */
function tapsAt(view: DataView, address: number, pairs: number): Tap[] {
  const taps = Array.from({ length: 2 * pairs }, (_, tap) => {
    const at = address + (tap >> 1) * PAIR_BYTES + (tap & 1) * 2;
    return { tap, weight: (view.getInt16(at, true) << LOW_BITS) + view.getInt16(at + 4, true) };
  });
  return taps.filter(({ weight }) => weight !== 0);
}

/** Of neighbouring pixels, one. */
function sumPixels(view: DataView, taps: readonly Tap[], from: number, to: number): void {
  let [red, green, blue] = [HALF, HALF, HALF];
  for (const { tap, weight } of taps) {
    const at = from + tap * CHANNELS;
    red += weight * view.getUint8(at);
    green += weight * view.getUint8(at + 1);
    blue += weight * view.getUint8(at + 2);
  }
  view.setUint8(to, rounded(red));
  view.setUint8(to + 1, rounded(green));
  view.setUint8(to + 2, rounded(blue));
}

/** Of rows, one: row by row, since bytes of a row lie together. */
function sumRows(
  view: DataView,
  taps: readonly Tap[],
  { from, sourceStride, sums }: { from: number; sourceStride: number; sums: DataView },
): void {
  for (let i = 0; i < sums.byteLength; i += 4) sums.setInt32(i, HALF, true);
  for (const { tap, weight } of taps) {
    const row = from + tap * sourceStride;
    for (let i = 0; i < sums.byteLength; i += 4)
      sums.setInt32(i, sums.getInt32(i, true) + weight * view.getUint8(row + (i >> 2)), true);
  }
}

/** As the kernel and Pillow do: a sum of weights in units of 2⁻²², with half a unit of the result in it, as a byte. */
function rounded(sum: number): number {
  return Math.min(255, Math.max(0, sum >> WEIGHT_BITS));
}
