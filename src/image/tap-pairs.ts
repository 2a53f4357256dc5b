import { at } from '../at.js';
import type { Resample, Span } from './frame-geometry.js';
import { resampleWeights } from './resample-weights.js';

/** Bytes of a pair of taps in `TapPairs.weights`. */
export const PAIR_BYTES = 8;
/** The lower part of a weight that is cut in two (resample-kernel.wat). */
export const LOW_BITS = 11;
const LOW_MASK = (1 << LOW_BITS) - 1;

/** The weights of the kept output positions as the kernel reads them. Shared between frames: do not change it. */
export interface TapPairs {
  /** Input positions that any kept position sums. */
  input: Span;
  /** Input position at which each kept position's taps begin. */
  first: Int32Array;
  /** How many pairs of taps each kept position has, filled up with weights of 0; the last may lie one past `input`. */
  pairs: number;
  /** int16 [kept positions, pairs, 4]: upper parts of both weights, then lower parts. */
  weights: Int16Array;
}

/** Tables are small and a folder's videos share few sizes. */
const MAX_CACHED_TABLES = 64;
const cache = new Map<string, TapPairs>();

/** `resampleWeights` in pairs. */
export function tapPairs(
  inputPixels: number,
  outputPixels: number,
  resample: Resample,
  kept: Span,
): TapPairs {
  const key = `${resample}:${inputPixels}:${outputPixels}:${kept.start}:${kept.end}`;
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  const table = pair(inputPixels, outputPixels, resample, kept);
  if (cache.size >= MAX_CACHED_TABLES) cache.clear();
  cache.set(key, table);
  return table;
}

function pair(inputPixels: number, outputPixels: number, resample: Resample, kept: Span): TapPairs {
  const { first, count, weights, stride } = resampleWeights(inputPixels, outputPixels, resample, kept);
  const last = first.length - 1;
  const input = { start: at(first, 0), end: at(first, last) + at(count, last) };
  const pairs = Math.max(1, Math.ceil(count.reduce((a, b) => Math.max(a, b), 0) / 2));
  const table = {
    input,
    first: new Int32Array(first.length),
    pairs,
    weights: new Int16Array(first.length * pairs * 4),
  };
  for (let position = 0; position < first.length; position++) {
    const from = at(first, position);
    // At the far edge the taps that are filled up go before the others, not outside the picture.
    const start = Math.max(input.start, Math.min(from, input.end - 2 * pairs));
    table.first[position] = start;
    for (let i = 0; i < at(count, position); i++) {
      const tap = from - start + i;
      const weight = at(weights, position * stride + i);
      const place = (position * pairs + (tap >> 1)) * 4 + (tap & 1);
      table.weights[place] = weight >> LOW_BITS;
      table.weights[place + 2] = weight & LOW_MASK;
    }
  }
  return table;
}
