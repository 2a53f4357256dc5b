/**
 * H [width, width], orthonormal, its first column constant: DCT-II of width's odd part ⊗ Hadamard of its power of two.
 * Every entry is small, so a product with it spreads one large value over all; and it costs O(width log width).
 */
export class MixingBasis {
  readonly #hadamardSize: number;
  /** [row, k], with the Hadamard part's scale in it, so that its butterflies need none */
  readonly #cosines: Float64Array;
  readonly #transposedCosines: Float64Array;
  readonly #scratch: Float64Array;

  constructor(readonly width: number) {
    this.#hadamardSize = width & -width;
    const odd = width / this.#hadamardSize;
    const scale = this.#hadamardSize ** -0.5;
    this.#cosines = dctMatrix(odd).map((value) => value * scale);
    this.#transposedCosines = this.#cosines.map(
      (_, i) => this.#cosines[(i % odd) * odd + Math.floor(i / odd)] ?? 0,
    );
    this.#scratch = new Float64Array(width);
  }

  /** values[start … start + width) ← H · values */
  apply(values: Float64Array, start: number): void {
    this.#transform(values, start, this.#cosines);
  }

  /** values[start … start + width) ← Hᵀ · values */
  applyTransposed(values: Float64Array, start: number): void {
    this.#transform(values, start, this.#transposedCosines);
  }

  /** The Hadamard part over each run of a power of two (symmetric: its own transpose), the cosines across the runs. */
  #transform(values: Float64Array, start: number, cosines: Float64Array): void {
    const size = this.#hadamardSize;
    const odd = this.width / size;
    const runs = this.#scratch;
    for (let i = 0; i < this.width; i++) runs[i] = values[start + i] ?? 0;
    hadamard(runs, size);
    for (let row = 0; row < odd; row++) {
      const target = start + row * size;
      values.fill(0, target, target + size);
      for (let k = 0; k < odd; k++) {
        const cosine = cosines[row * odd + k] ?? 0;
        for (let i = 0; i < size; i++) {
          values[target + i] = (values[target + i] ?? 0) + cosine * (runs[k * size + i] ?? 0);
        }
      }
    }
  }
}

/** Each run of `size` (a power of two) times a Hadamard matrix of ±1, by butterflies of four: twice as fast as of two. */
function hadamard(values: Float64Array, size: number): void {
  let half = 1;
  for (; half * 4 <= size; half *= 4) {
    for (let block = 0; block < values.length; block += 4 * half) {
      for (let i = block; i < block + half; i++) {
        const a = values[i] ?? 0;
        const b = values[i + half] ?? 0;
        const c = values[i + 2 * half] ?? 0;
        const d = values[i + 3 * half] ?? 0;
        values[i] = a + b + (c + d);
        values[i + half] = a - b + (c - d);
        values[i + 2 * half] = a + b - (c + d);
        values[i + 3 * half] = a - b - (c - d);
      }
    }
  }
  if (half === size) return;
  for (let block = 0; block < values.length; block += 2 * half) {
    for (let i = block; i < block + half; i++) {
      const a = values[i] ?? 0;
      const b = values[i + half] ?? 0;
      values[i] = a + b;
      values[i + half] = a - b;
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
