/**
 * Linear layers moved into the rotated residual stream. Each takes a weight as checkpoints store it, [out, in], and
 * gives it as products take it, [in, out]. Exact but for double precision's rounding.
 */
import { plus, scaleColumns, times, transpose, type Matrix } from './matrix.js';
import { MixingBasis } from './mixing-basis.js';
import type { Rotation } from './rotation.js';

export interface Linear {
  /** [out, in] as it is read, [in, out] once it is folded */
  matrix: Matrix;
  bias: ArrayLike<number>;
}

export interface Norm {
  scale: ArrayLike<number>;
  shift: ArrayLike<number>;
}

/** What reads the stream through a LayerNorm, which becomes (1, 0): W ← W · diag(scale) · Q, b ← b + W · shift. */
export function foldReader({ matrix, bias }: Linear, norm: Norm, rotation: Rotation): Linear {
  const folded = { ...matrix, values: matrix.values.slice() };
  scaleColumns(folded, norm.scale);
  rotation.applyToRows(folded.values);
  return { matrix: transpose(folded), bias: plus(bias, times(matrix, norm.shift)) };
}

/** What writes to the stream: W ← Qᵀ · W, b ← Qᵀ · b. */
export function foldWriter({ matrix, bias }: Linear, rotation: Rotation): Linear {
  const folded = transpose(matrix);
  rotation.applyToRows(folded.values);
  const rotatedBias = Float64Array.from(bias);
  rotation.apply(rotatedBias, 0);
  return { matrix: folded, bias: rotatedBias };
}

/** What reads the stream itself and writes to it: W ← Qᵀ · W · Q. */
export function foldBoth({ matrix, bias }: Linear, rotation: Rotation): Linear {
  const turned = { ...matrix, values: matrix.values.slice() };
  rotation.applyToRows(turned.values);
  return foldWriter({ matrix: turned, bias }, rotation);
}

/**
 * Evens out what stands between the values and the output of an attention: in each head the values are mixed and
 * brought to one size (rms of the weights 1 ÷ √in), the output undoes it. The values' bias passes through the
 * attention unchanged, since its weights sum to 1, and joins the output's.
 * @param value [in, out], folded already
 * @param output [out, in], not folded yet
 */
export function balanceHeads(
  value: Linear,
  output: Linear,
  numHeads: number,
): { value: Matrix; output: Linear } {
  const { rows: inputs, columns: width } = value.matrix;
  const bias = plus(output.bias, times(output.matrix, value.bias));
  const headWidth = width / numHeads;
  const basis = new MixingBasis(headWidth);
  const values = value.matrix.values.slice();
  const outputs = output.matrix.values.slice();
  for (const matrix of [values, outputs]) {
    for (let start = 0; start < matrix.length; start += headWidth) basis.applyTransposed(matrix, start);
  }
  for (let head = 0; head < numHeads; head++) {
    const size = headSize(values, { width, headWidth, head }) * inputs ** 0.5 || 1;
    scaleHead(values, { width, headWidth, head }, 1 / size);
    scaleHead(outputs, { width, headWidth, head }, size);
  }
  return {
    value: { ...value.matrix, values },
    output: { matrix: { ...output.matrix, values: outputs }, bias },
  };
}

interface Head {
  width: number;
  headWidth: number;
  head: number;
}

/** Root of the mean square of one head's columns. */
function headSize(values: Float64Array, { width, headWidth, head }: Head): number {
  let sum = 0;
  for (let row = head * headWidth; row < values.length; row += width) {
    for (let i = row; i < row + headWidth; i++) sum += (values[i] ?? 0) ** 2;
  }
  return Math.sqrt(sum / ((values.length / width) * headWidth));
}

function scaleHead(values: Float64Array, { width, headWidth, head }: Head, factor: number): void {
  for (let row = head * headWidth; row < values.length; row += width) {
    for (let i = row; i < row + headWidth; i++) values[i] = (values[i] ?? 0) * factor;
  }
}
