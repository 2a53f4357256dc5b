import { closeOnError } from '../../files/close-on-error.js';
import { NpyWriter } from './npy.js';
import { fileSink, type Sink } from '../sink.js';

/** The file beside an array that says which clip each row is. */
export function indexFileOf(output: string): string {
  return `${output}.index.jsonl`;
}

/** A line of it. */
export function indexLine(row: number, fields: Record<string, unknown>): string {
  return `${JSON.stringify({ row, ...fields })}\n`;
}

/** An array of embeddings and its index, written row by row. */
export class IndexedArray {
  private constructor(
    private readonly array: NpyWriter,
    private readonly index: Sink,
    private rows: number,
  ) {}

  /** @throws XclipError OUTPUT_UNWRITABLE */
  static async create(path: string, width: number): Promise<IndexedArray> {
    const array = await NpyWriter.create(path, width);
    const index = await closeOnError(array, () => fileSink(indexFileOf(path)));
    return new IndexedArray(array, index, 0);
  }

  /**
   * Resumes after the first rows, whose lines take `indexBytes`; the others are cut off.
   * @throws XclipError OUTPUT_UNWRITABLE
   */
  static async resume(
    path: string,
    { width, rows, indexBytes }: { width: number; rows: number; indexBytes: number },
  ): Promise<IndexedArray> {
    const array = await NpyWriter.resume(path, width, rows);
    const index = await closeOnError(array, () => fileSink(indexFileOf(path), indexBytes));
    return new IndexedArray(array, index, rows);
  }

  get rowCount(): number {
    return this.rows;
  }

  /** @param fields that say which clip it is */
  async write(fields: Record<string, unknown>, embedding: Float32Array): Promise<void> {
    // The index first: it may know one row more than a run that was killed has written, never one less.
    await this.index.write(indexLine(this.rows, fields));
    await this.array.write(embedding);
    this.rows += 1;
  }

  async close(): Promise<void> {
    await Promise.all([this.array.close(), this.index.close()]);
  }
}
