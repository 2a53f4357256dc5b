/** Several texts that say the same, as one. Pure arithmetic. */
import { at } from '../../at.js';

/** What the model reads for a label: one text, or several whose features are averaged. */
export type LabelText = string | readonly string[];

/**
 * The mean of texts, as CLIP's ensembles take it: each at length 1, their mean at length 1 again. X-CLIP's prompt
 * generator adds to a text before the cosine is taken, and so reads its length too: the mean is given the texts' mean length.
 * @param features [texts, width], not normalised
 * @param counts how many texts, one after the other, make each label
 * @returns [labels, width]; a label of one text is that text, to the bit
 */
export function averageFeatures(
  features: Float32Array<ArrayBuffer>,
  counts: readonly number[],
  width: number,
): Float32Array<ArrayBuffer> {
  if (counts.every((count) => count === 1)) return features;
  const averaged = new Float32Array(counts.length * width);
  let first = 0;
  for (const [label, count] of counts.entries()) {
    const rows = features.subarray(first * width, (first + count) * width);
    averaged.set(count === 1 ? rows : meanOf(rows, width), label * width);
    first += count;
  }
  return averaged;
}

function meanOf(rows: Float32Array, width: number): Float64Array {
  const count = rows.length / width;
  const direction = new Float64Array(width);
  let lengths = 0;
  for (let row = 0; row < count; row++) {
    const text = rows.subarray(row * width, (row + 1) * width);
    const length = lengthOf(text);
    lengths += length;
    if (length > 0) text.forEach((value, i) => (direction[i] = at(direction, i) + value / length));
  }
  const length = lengthOf(direction);
  // Texts that cancel out have no direction.
  return length === 0 ? direction : direction.map((value) => (value / length) * (lengths / count));
}

function lengthOf(values: Float32Array | Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}
