import { at } from '../../at.js';

/** XCLIPVisionEmbeddings.interpolate_pos_encoding: position embeddings for frames of another size. Pure arithmetic. */

/** Keys' cubic with the coefficient that PyTorch has. */
const A = -0.75;

export interface Grid {
  rows: number;
  columns: number;
}

/**
 * Stretches the patches' positions as `torch.nn.functional.interpolate(mode="bicubic", align_corners=False)` does;
 * the class token's stays as it is.
 * @param positions float32 [1 + side², width], side² the model's own patches
 * @returns float32 [1 + rows · columns, width]
 */
export function interpolatePositions(
  positions: Float32Array<ArrayBuffer>,
  width: number,
  { rows, columns }: Grid,
): Float32Array<ArrayBuffer> {
  const side = Math.floor(Math.sqrt(positions.length / width - 1));
  const result = new Float32Array((1 + rows * columns) * width);
  result.set(positions.subarray(0, width));
  for (let row = 0; row < rows; row++) {
    const fromRows = taps(row, side, rows);
    for (let column = 0; column < columns; column++) {
      const fromColumns = taps(column, side, columns);
      const to = (1 + row * columns + column) * width;
      for (let i = 0; i < width; i++) {
        let sum = 0;
        for (const y of fromRows) {
          for (const x of fromColumns) {
            const from = (1 + y.place * side + x.place) * width + i;
            sum += at(positions, from) * y.weight * x.weight;
          }
        }
        result[to + i] = sum;
      }
    }
  }
  return result;
}

/** The four old places that a new one is a sum of; those beyond the edge are the edge's. */
function taps(place: number, oldSize: number, newSize: number): { place: number; weight: number }[] {
  const centre = ((place + 0.5) * oldSize) / newSize - 0.5;
  const first = Math.floor(centre);
  const t = centre - first;
  return [far(t + 1), near(t), near(1 - t), far(2 - t)].map((weight, i) => ({
    place: Math.min(Math.max(first - 1 + i, 0), oldSize - 1),
    weight,
  }));
}

/** The cubic's weight up to distance 1. */
function near(x: number): number {
  return ((A + 2) * x - (A + 3)) * x * x + 1;
}

/** The cubic's weight from distance 1 to 2. */
function far(x: number): number {
  return ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
}
