import type { Matrix } from './matrix.js';

/** How a quantised weight is stored: as it is, or moved up by 128, which is then its zero point. */
export type WeightStorage = 'int8' | 'uint8';

/** The zero point of weights stored as uint8, and of inputs quantised around 0. */
export const ZERO_POINT = 128;

const LARGEST = 127;
const LARGEST_FLOAT = 3.4e38;

export interface QuantizedMatrix {
  /** [rows, columns], row-major */
  bytes: Uint8Array<ArrayBuffer>;
  /** [columns]: a byte's weight is (byte − zero point) × its column's scale */
  scales: Float32Array<ArrayBuffer>;
}

/**
 * Symmetric, each column (an output of the linear layer) on a scale of its own: −127 … 127 for −max … max.
 * @throws RangeError for a weight that is not a finite number in fp32, which would be lost without a word
 */
export function quantizeMatrix({ columns, values }: Matrix, storage: WeightStorage): QuantizedMatrix {
  const scales = columnScales(values, columns);
  const shift = storage === 'uint8' ? ZERO_POINT : 0;
  const bytes = new Uint8Array(values.length);
  for (let start = 0; start < values.length; start += columns) {
    for (let j = 0; j < columns; j++) {
      const steps = Math.round((values[start + j] ?? 0) / (scales[j] ?? 1));
      bytes[start + j] = Math.max(-LARGEST, Math.min(LARGEST, steps)) + shift;
    }
  }
  return { bytes, scales };
}

function columnScales(values: Float64Array, columns: number): Float32Array<ArrayBuffer> {
  const scales = new Float32Array(columns);
  for (let start = 0; start < values.length; start += columns) {
    for (let j = 0; j < columns; j++) {
      const size = Math.abs(values[start + j] ?? 0);
      if (!(size <= LARGEST_FLOAT)) throw new RangeError(`it holds the value ${String(values[start + j])}`);
      if (size > (scales[j] ?? 0)) scales[j] = size;
    }
  }
  // A column of zeros may have any scale but 0.
  return scales.map((largest) => largest / LARGEST || 1);
}
