import { closeSync, fstatSync, openSync, readSync, type BigIntStats } from 'node:fs';
import { MOST_PACKETS, NotIndexed } from './not-indexed.js';

/** One read serves what is asked near it. */
const WINDOW_BYTES = 4096;
/** Several seconds' worth: more is asked of files made to keep a reader busy. */
const MOST_READS = MOST_PACKETS;

/**
 * Bytes of a regular file by their place, read synchronously: thousands of small reads cost a
 * microsecond or two each, a promise several times that.
 */
export class FileBytes {
  readonly size: number;
  readonly #fd: number;
  readonly #before: BigIntStats;
  #window = Buffer.alloc(0);
  #windowStart = 0;
  #readCount = 0;

  constructor(path: string) {
    this.#fd = openSync(path, 'r');
    this.#before = fstatSync(this.#fd, { bigint: true });
    this.size = Number(this.#before.size);
  }

  /**
   * Good until the next call.
   * @throws NotIndexed where the file ends before, or after too many calls.
   */
  at(position: number, length: number): Buffer {
    if (++this.#readCount > MOST_READS) throw new NotIndexed('too many packets');
    const start = position - this.#windowStart;
    if (start >= 0 && start + length <= this.#window.length) {
      return this.#window.subarray(start, start + length);
    }
    if (!(position >= 0 && length >= 0 && position + length <= this.size)) {
      throw new NotIndexed('it ends before what it promises');
    }
    const wanted = Math.min(Math.max(length, WINDOW_BYTES), this.size - position);
    // A new one each time: what was given before may still be looked at.
    const window = Buffer.alloc(wanted);
    let filled = 0;
    while (filled < wanted) {
      const count = readSync(this.#fd, window, filled, wanted - filled, position + filled);
      if (count === 0) throw new NotIndexed('it was cut while it was read');
      filled += count;
    }
    this.#window = window;
    this.#windowStart = position;
    return window.subarray(0, length);
  }

  /** @throws NotIndexed if it was written to since it was opened. */
  requireUnchanged(): void {
    const { size, mtimeNs } = fstatSync(this.#fd, { bigint: true });
    if (size !== this.#before.size || mtimeNs !== this.#before.mtimeNs) {
      throw new NotIndexed('it changed while it was read');
    }
  }

  close(): void {
    closeSync(this.#fd);
  }
}
