/** Row-major, in double precision: what is folded is rounded once, at the end. */
export interface Matrix {
  rows: number;
  columns: number;
  values: Float64Array;
}

export function transpose({ rows, columns, values }: Matrix): Matrix {
  const turned = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      turned[column * rows + row] = values[row * columns + column] ?? 0;
    }
  }
  return { rows: columns, columns: rows, values: turned };
}

/** M ← M · diag(factors) */
export function scaleColumns({ columns, values }: Matrix, factors: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) * (factors[i % columns] ?? 0);
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
