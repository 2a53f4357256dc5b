import { at } from '../../at.js';

/** Bins of equal width between 0 and 1, as in Guo et al. (2017), https://arxiv.org/abs/1706.04599. */
export const CALIBRATION_BINS = 15;

/**
 * The expected calibration error: how far the probability of the first label is from the share of right ones, bin by bin
 * ((m − 1)/15 < p ≤ m/15; 0 is in the first), weighted by the number of videos in each.
 */
export class Calibration {
  readonly #counts = new Float64Array(CALIBRATION_BINS);
  readonly #right = new Float64Array(CALIBRATION_BINS);
  readonly #probabilities = new Float64Array(CALIBRATION_BINS);

  add(probability: number, isRight: boolean): void {
    const bin = Math.min(Math.max(Math.ceil(probability * CALIBRATION_BINS) - 1, 0), CALIBRATION_BINS - 1);
    this.#counts[bin] = at(this.#counts, bin) + 1;
    this.#right[bin] = at(this.#right, bin) + (isRight ? 1 : 0);
    this.#probabilities[bin] = at(this.#probabilities, bin) + probability;
  }

  /** @returns undefined of nothing */
  error(): number | undefined {
    const count = this.#counts.reduce((sum, each) => sum + each, 0);
    if (count === 0) return undefined;
    const gaps = this.#right.map((right, bin) => Math.abs(right - at(this.#probabilities, bin)));
    return gaps.reduce((sum, gap) => sum + gap, 0) / count;
  }
}
