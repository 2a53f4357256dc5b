/** Row-major, in double precision: what is folded is rounded once, at the end. */
export interface Matrix {
  rows: number;
  columns: number;
  values: Float64Array;
}

const TILE = 16;

export function transpose({ rows, columns, values }: Matrix): Matrix {
  const turned = new Float64Array(values.length);
  // Tile by tile: a whole row of writes, each into another cache line, would be six times slower.
  for (let top = 0; top < rows; top += TILE) {
    for (let left = 0; left < columns; left += TILE) {
      const bottom = Math.min(top + TILE, rows);
      const right = Math.min(left + TILE, columns);
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) {
          turned[column * rows + row] = values[row * columns + column] ?? 0;
        }
      }
    }
  }
  return { rows: columns, columns: rows, values: turned };
}

/** M ← M · diag(factors) */
export function scaleColumns({ columns, values }: Matrix, factors: ArrayLike<number>): void {
  for (let start = 0; start < values.length; start += columns) {
    for (let j = 0; j < columns; j++) values[start + j] = (values[start + j] ?? 0) * (factors[j] ?? 0);
  }
}

/** M · vector */
export function times({ rows, columns, values }: Matrix, vector: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let column = 0; column < columns; column++) {
      sum += (values[row * columns + column] ?? 0) * (vector[column] ?? 0);
    }
    return sum;
  });
}

export function plus(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: a.length }, (_, i) => (a[i] ?? 0) + (b[i] ?? 0));
}
