import { MixingBasis } from './mixing-basis.js';

const SEED = 7;

/**
 * Q = H · diag(1, ±1, …) · Hᵀ [width, width]: orthogonal, symmetric, and Q · 1 = 1, so that a LayerNorm of scale 1 and
 * shift 0 commutes with it. A few channels that are much larger than the rest become a near-Gaussian spread over all.
 * The signs are fixed: every machine folds a checkpoint alike.
 */
export class Rotation {
  readonly #basis: MixingBasis;
  readonly #signs: Float64Array;

  constructor(readonly width: number) {
    this.#basis = new MixingBasis(width);
    this.#signs = randomSigns(width);
  }

  /** values[start … start + width) ← Q · values */
  apply(values: Float64Array, start: number): void {
    this.#basis.applyTransposed(values, start);
    for (let i = 0; i < this.width; i++) values[start + i] = (values[start + i] ?? 0) * (this.#signs[i] ?? 1);
    this.#basis.apply(values, start);
  }

  /** Each row of a matrix whose rows are `width` long: M ← M · Q. */
  applyToRows(matrix: Float64Array): void {
    for (let start = 0; start < matrix.length; start += this.width) this.apply(matrix, start);
  }
}

/** By xorshift32; the first is +1. */
function randomSigns(count: number): Float64Array {
  let state = SEED;
  return Float64Array.from({ length: count }, (_, i) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return i === 0 || (state >>> 16) % 2 === 0 ? 1 : -1;
  });
}
