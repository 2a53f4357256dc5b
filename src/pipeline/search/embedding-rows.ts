import { at } from '../../at.js';
import { dot } from './cosine.js';

/** Embeddings of rows that follow each other in a store. */
export class EmbeddingRows {
  readonly #values: Float32Array<ArrayBuffer>;
  /** products of each with itself */
  readonly #owns: Float64Array<ArrayBuffer>;
  #rowCount: number;

  constructor(
    readonly firstRow: number,
    private readonly mostRows: number,
    private readonly width: number,
    { values = new Float32Array(mostRows * width), owns = new Float64Array(mostRows), rowCount = 0 } = {},
  ) {
    this.#values = values;
    this.#owns = owns;
    this.#rowCount = rowCount;
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  get isFull(): boolean {
    return this.#rowCount === this.mostRows;
  }

  add(embedding: Float32Array): void {
    this.#values.set(embedding, this.#rowCount * this.width);
    this.#owns[this.#rowCount] = dot(embedding, embedding);
    this.#rowCount += 1;
  }

  /** @param row its number in the store */
  row(row: number): Float32Array<ArrayBuffer> {
    const i = row - this.firstRow;
    return this.#values.subarray(i * this.width, (i + 1) * this.width);
  }

  /** A row's product with itself. @param row its number in the store */
  own(row: number): number {
    return at(this.#owns, row - this.firstRow);
  }

  /** The same rows in parts of at most so many, without a copy. */
  blocks(rows: number): EmbeddingRows[] {
    const blocks: EmbeddingRows[] = [];
    for (let i = 0; i < this.#rowCount; i += rows) {
      const count = Math.min(rows, this.#rowCount - i);
      const values = this.#values.subarray(i * this.width, (i + count) * this.width);
      const owns = this.#owns.subarray(i, i + count);
      blocks.push(new EmbeddingRows(this.firstRow + i, count, this.width, { values, owns, rowCount: count }));
    }
    return blocks;
  }

  /** A copy of some rows, each divided by its length; zeros stay zeros. */
  unitRows(rows: readonly number[]): Float32Array<ArrayBuffer> {
    const units = new Float32Array(rows.length * this.width);
    let place = 0;
    for (const number of rows) {
      const scale = this.own(number) === 0 ? 0 : 1 / Math.sqrt(this.own(number));
      // No callback: this is done for every pair of blocks.
      for (const value of this.row(number)) units[place++] = value * scale;
    }
    return units;
  }
}
