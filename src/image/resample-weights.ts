import { at } from '../at.js';
import type { Resample, Span } from './frame-geometry.js';

/** Pillow's PRECISION_BITS for 8-bit channels: 32 − 8 − 2. */
export const WEIGHT_BITS = 22;

/** For each kept output position, in order: which input positions it sums, and with which fixed-point weights. */
export interface ResampleWeights {
  /** First input position, one per output position. */
  first: Int32Array;
  /** How many input positions, one per output position. */
  count: Int32Array;
  /** Weights × 2^WEIGHT_BITS; those of the i-th kept position begin at i × stride. */
  weights: Int32Array;
  stride: number;
}

interface Filter {
  /** Half width, in input pixels, when the size does not change. */
  support: number;
  weight: (distance: number) => number;
}

/** Pillow's filters (Resample.c), in the same order of operations, so that doubles agree. */
const FILTERS: Record<Exclude<Resample, 'nearest'>, Filter> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: {
    support: 1,
    weight: (x) => {
      const distance = Math.abs(x);
      return distance < 1 ? 1 - distance : 0;
    },
  },
  hamming: {
    support: 1,
    weight: (x) => {
      const distance = Math.abs(x);
      if (distance === 0) return 1;
      if (distance >= 1) return 0;
      const angle = distance * Math.PI;
      return (Math.sin(angle) / angle) * (0.54 + 0.46 * Math.cos(angle));
    },
  },
  bicubic: {
    support: 2,
    weight: (x) => {
      const a = -0.5;
      const distance = Math.abs(x);
      if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
      if (distance < 2) return (((distance - 5) * distance + 8) * distance - 4) * a;
      return 0;
    },
  },
  lanczos: {
    support: 3,
    weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0),
  },
};

function sinc(x: number): number {
  if (x === 0) return 1;
  const angle = x * Math.PI;
  return Math.sin(angle) / angle;
}

/**
 * Pillow's `precompute_coeffs` and `normalize_coeffs_8bpc`: antialiased, that is, the filter grows
 * with the reduction. Sizes in pixels, at least 1.
 * @param kept the output positions wanted: a frame of 1 × 8000 pixels is made 1,792,000 wide, and 224 of them stay.
 */
export function resampleWeights(
  inputPixels: number,
  outputPixels: number,
  resample: Resample,
  kept: Span,
): ResampleWeights {
  return resample === 'nearest'
    ? nearestWeights(inputPixels, outputPixels, kept)
    : filterWeights(inputPixels, outputPixels, FILTERS[resample], kept);
}

function filterWeights(
  inputPixels: number,
  outputPixels: number,
  filter: Filter,
  kept: Span,
): ResampleWeights {
  const scale = inputPixels / outputPixels;
  const filterScale = Math.max(scale, 1);
  const support = filter.support * filterScale;
  const stride = Math.ceil(support) * 2 + 1;
  const keptPixels = kept.end - kept.start;
  const first = new Int32Array(keptPixels);
  const count = new Int32Array(keptPixels);
  const weights = new Int32Array(keptPixels * stride);
  const window = new Float64Array(stride);
  for (let position = kept.start; position < kept.end; position++) {
    const place = position - kept.start;
    const center = (position + 0.5) * scale;
    const from = Math.max(0, Math.trunc(center - support + 0.5));
    const to = Math.min(inputPixels, Math.trunc(center + support + 0.5));
    let sum = 0;
    for (let i = 0; i < to - from; i++) {
      const weight = filter.weight((i + from - center + 0.5) * (1 / filterScale));
      window[i] = weight;
      sum += weight;
    }
    for (let i = 0; i < to - from; i++) {
      const weight = at(window, i);
      weights[place * stride + i] = toFixedPoint(sum === 0 ? weight : weight / sum);
    }
    first[place] = from;
    count[place] = to - from;
  }
  return { first, count, weights, stride };
}

/** Rounds half away from zero, as Pillow does. */
function toFixedPoint(weight: number): number {
  const scaled = weight * (1 << WEIGHT_BITS);
  return Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}

/** Pillow's ImagingScaleAffine: one input pixel each, found by adding up steps, not by multiplying. */
function nearestWeights(inputPixels: number, outputPixels: number, kept: Span): ResampleWeights {
  const keptPixels = kept.end - kept.start;
  const step = inputPixels / outputPixels;
  const first = new Int32Array(keptPixels);
  let center = step * 0.5;
  for (let position = 0; position < kept.end; position++) {
    if (position >= kept.start) first[position - kept.start] = Math.min(inputPixels - 1, Math.trunc(center));
    center += step;
  }
  return {
    first,
    count: new Int32Array(keptPixels).fill(1),
    weights: new Int32Array(keptPixels).fill(1 << WEIGHT_BITS),
    stride: 1,
  };
}
