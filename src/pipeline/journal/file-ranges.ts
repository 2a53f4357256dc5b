import { open, type FileHandle } from 'node:fs/promises';
import { systemCodeOf } from '../../errors.js';

const WINDOW_BYTES = 1 << 20;

/** Ranges of a file, asked for from its beginning to its end: small ones share a read, and none is held whole. */
export class FileRanges {
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;

  private constructor(
    private readonly file: FileHandle | undefined,
    /** 0 where there is no file */
    readonly sizeBytes: number,
  ) {}

  static async open(path: string): Promise<FileRanges> {
    try {
      const file = await open(path, 'r');
      return new FileRanges(file, (await file.stat()).size);
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') return new FileRanges(undefined, 0);
      throw error;
    }
  }

  /**
   * Gives the bytes of a range, in pieces that are valid until the next.
   * @returns false where the file does not reach so far, or the range runs backwards
   */
  async take(start: number, end: number, onBytes: (bytes: Buffer) => void): Promise<boolean> {
    if (end > this.sizeBytes || end < start) return false;
    for (let position = start; position < end;) {
      const windowEnd = this.#windowStart + this.#window.length;
      if (position < this.#windowStart || position >= windowEnd) {
        await this.#moveWindow(position);
        if (this.#window.length === 0) return false; // it was cut meanwhile
      }
      const offset = position - this.#windowStart;
      const bytes = this.#window.subarray(offset, offset + end - position);
      onBytes(bytes);
      position += bytes.length;
    }
    return true;
  }

  async close(): Promise<void> {
    await this.file?.close();
  }

  async #moveWindow(start: number): Promise<void> {
    const bytes = Buffer.alloc(Math.min(WINDOW_BYTES, this.sizeBytes - start));
    const { bytesRead } = (await this.file?.read(bytes, 0, bytes.length, start)) ?? { bytesRead: 0 };
    this.#window = bytes.subarray(0, bytesRead);
    this.#windowStart = start;
  }
}
