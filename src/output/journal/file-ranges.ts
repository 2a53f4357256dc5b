import type { FileHandle } from 'node:fs/promises';
import { openIfExists } from '../../files/open-if-exists.js';
import { MissingRows } from '../rows/output-rows.js';

const WINDOW_BYTES = 1 << 20;
const NEWLINE = 0x0a;
const USUAL_LINE_BYTES = 1 << 12;
/** Of a long range, as much as is in memory at once. */
const PIECE_BYTES = 1 << 18;
/** No line of ours is so long: what is, is damage, and is not taken into memory. */
export const LONGEST_LINE_BYTES = 1 << 26;

/** Ranges of a file, asked for from its beginning to its end: small ones share a read. */
export class FileRanges {
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;

  private constructor(
    private readonly file: FileHandle | undefined,
    /** 0 where there is no file */
    readonly sizeBytes: number,
  ) {}

  static async open(path: string): Promise<FileRanges> {
    const file = await openIfExists(path);
    return new FileRanges(file, file === undefined ? 0 : (await file.stat()).size);
  }

  /** @returns undefined where the file does not reach so far, or the range runs backwards */
  async read(start: number, end: number): Promise<Buffer | undefined> {
    if (end > this.sizeBytes || end < start) return undefined;
    if (start === end) return Buffer.alloc(0);
    if (start < this.#windowStart || end > this.#windowStart + this.#window.length) {
      this.#window = await this.#readWhole(
        start,
        Math.min(Math.max(end - start, WINDOW_BYTES), this.sizeBytes - start),
      );
      this.#windowStart = start;
    }
    const bytes = this.#window.subarray(start - this.#windowStart, end - this.#windowStart);
    return bytes.length === end - start ? bytes : undefined;
  }

  /** A range of whole lines, in pieces of whole lines. @throws MissingRows where it is not there, or no such range */
  async *pieces(start: number, end: number): AsyncGenerator<Buffer, void, undefined> {
    let bytes = PIECE_BYTES;
    for (let at = start; at !== end;) {
      const isLast = at + bytes >= end;
      const found = await this.read(at, isLast ? end : at + bytes);
      if (found === undefined || bytes > LONGEST_LINE_BYTES) throw new MissingRows();
      const piece = isLast ? found : found.subarray(0, found.lastIndexOf(NEWLINE) + 1);
      at += piece.length;
      // A line that is longer than a piece.
      bytes = piece.length === 0 ? 2 * bytes : PIECE_BYTES;
      if (piece.length > 0) yield piece;
    }
  }

  /** The line that begins there, with its newline; undefined where none ends. */
  async line(start: number): Promise<Buffer | undefined> {
    for (let length = USUAL_LINE_BYTES; length <= LONGEST_LINE_BYTES; length *= 2) {
      const end = Math.min(start + length, this.sizeBytes);
      const bytes = await this.read(start, end);
      const newline = bytes?.indexOf(NEWLINE) ?? -1;
      if (newline !== -1) return bytes?.subarray(0, newline + 1);
      if (end === this.sizeBytes) return undefined;
    }
    return undefined;
  }

  async close(): Promise<void> {
    await this.file?.close();
  }

  async #readWhole(start: number, length: number): Promise<Buffer> {
    const bytes = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = (await this.file?.read(bytes, filled, length - filled, start + filled)) ?? {
        bytesRead: 0,
      };
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }
}
