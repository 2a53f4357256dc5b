import { Tensor, type FloatTensor } from '../../dist/index.js';

/** test/fixtures/make/tensor_summary.py's `summary`. */
export interface TensorSummary {
  dims: number[];
  samples: number[];
  norm: number;
  wave: number;
}

/**
 * fp32 sums in another order: over values up to about 30, 2e-5 at most were measured; 7e-5 in logits, which are cosines
 * times 37.
 */
export const TOLERANCE = 1e-4;

/** tensor_summary.py's `pattern`: the same numbers. */
export function pattern(dims: readonly number[]): FloatTensor {
  const size = dims.reduce((product, dim) => product * dim, 1);
  const values = Float32Array.from(
    { length: size },
    (_, i) => ((Math.imul(i, 2654435761) >>> 24) - 128) / 64,
  );
  return new Tensor(values, dims);
}

/**
 * How far a tensor is from a summary of another: the largest of the differences of its values at even steps, of its
 * norm and of its wave, the last two as large as √size such differences would make them. NaN for another shape.
 */
export function distance({ data, dims }: FloatTensor, expected: TensorSummary): number {
  if (dims.join() !== expected.dims.join()) return NaN;
  const size = data.length;
  const count = expected.samples.length;
  let largest = 0;
  for (const [i, sample] of expected.samples.entries()) {
    largest = Math.max(largest, Math.abs((data[Math.floor((i * size) / count)] ?? NaN) - sample));
  }
  let squares = 0;
  let wave = 0;
  for (let i = 0; i < size; i++) {
    const value = data[i] ?? NaN;
    squares += value * value;
    wave += value * Math.cos(i);
  }
  const scale = Math.sqrt(size);
  return Math.max(
    largest,
    Math.abs(Math.sqrt(squares) - expected.norm) / scale,
    Math.abs(wave - expected.wave) / scale,
  );
}

/** The same for lists of tensors. */
export function distances(
  actual: readonly FloatTensor[] | undefined,
  expected: readonly TensorSummary[],
): number {
  if (actual?.length !== expected.length) return NaN;
  return Math.max(
    ...expected.map((summary, i) => distance(actual[i] ?? new Tensor(new Float32Array(), [0]), summary)),
  );
}

/** int64 rows, as JSON has them. */
export function longs(rows: readonly (readonly number[])[]) {
  return new Tensor(BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]?.length ?? 0]);
}
