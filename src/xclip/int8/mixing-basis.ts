/**
 * H [width, width], orthonormal, its first column constant: DCT-II of width's odd part ⊗ Hadamard of its power of two.
 * Every entry is small, so a product with it spreads one large value over all; and it costs O(width log width).
 */
export class MixingBasis {
  readonly #hadamardSize: number;
  readonly #cosines: Float64Array;
  readonly #column: Float64Array;

  constructor(readonly width: number) {
    this.#hadamardSize = width & -width;
    const odd = width / this.#hadamardSize;
    this.#cosines = dctMatrix(odd);
    this.#column = new Float64Array(odd);
  }

  /** values[start … start + width) ← H · values */
  apply(values: Float64Array, start: number): void {
    this.#hadamard(values, start);
    this.#dct(values, start, { transposed: false });
  }

  /** values[start … start + width) ← Hᵀ · values */
  applyTransposed(values: Float64Array, start: number): void {
    this.#hadamard(values, start);
    this.#dct(values, start, { transposed: true });
  }

  /** Symmetric, so it is its own transpose. Over each run of a power of two, by butterflies. */
  #hadamard(values: Float64Array, start: number): void {
    const size = this.#hadamardSize;
    const end = start + this.width;
    for (let half = 1; half < size; half *= 2) {
      for (let block = start; block < end; block += 2 * half) {
        for (let i = block; i < block + half; i++) {
          const a = values[i] ?? 0;
          const b = values[i + half] ?? 0;
          values[i] = a + b;
          values[i + half] = a - b;
        }
      }
    }
    if (size === 1) return;
    const scale = size ** -0.5;
    for (let i = start; i < end; i++) values[i] = (values[i] ?? 0) * scale;
  }

  /** Across the runs. */
  #dct(values: Float64Array, start: number, { transposed }: { transposed: boolean }): void {
    const column = this.#column;
    const odd = column.length;
    const size = this.#hadamardSize;
    if (odd === 1) return;
    for (let place = start; place < start + size; place++) {
      for (let k = 0; k < odd; k++) column[k] = values[place + k * size] ?? 0;
      for (let row = 0; row < odd; row++) {
        let sum = 0;
        for (let k = 0; k < odd; k++) {
          sum += (this.#cosines[transposed ? k * odd + row : row * odd + k] ?? 0) * (column[k] ?? 0);
        }
        values[place + row * size] = sum;
      }
    }
  }
}

/** [row, k] = cos(π (2 row + 1) k ÷ 2 size), its columns of length 1 */
function dctMatrix(size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, i) => {
    const row = Math.floor(i / size);
    const k = i % size;
    return k === 0 ? size ** -0.5 : Math.cos((Math.PI * (2 * row + 1) * k) / (2 * size)) * (2 / size) ** 0.5;
  });
}
