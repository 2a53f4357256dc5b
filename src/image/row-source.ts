import type { Plane } from './cut-crop.js';
import { CHANNELS, type Region } from './frame-geometry.js';
import type { KernelMemory } from './kernel-memory.js';

/** Bytes of a frame that are in the kernel's memory at once: few enough to stay in a core's cache. */
const BAND_BYTES = 96 * 1024;
/** The kernel loads 16 bytes where a pixel has 3. */
const SLACK_BYTES = 16;

/** Rows that the kernel can be sent to. */
export interface RowSource extends Region {
  readonly strideBytes: number;
  /** How many rows can be had at once, a multiple of 4. */
  readonly maxRows: number;
  /** The address of row `start`; rows up to `end` follow it, and one row of anything. */
  place(start: number, end: number): number;
}

/** A picture in the kernel's memory. */
export class StoredRows implements RowSource {
  readonly maxRows = Number.MAX_SAFE_INTEGER - 3;
  readonly columns;
  readonly rows;
  readonly strideBytes: number;
  readonly address: number;
  readonly #memory: KernelMemory;

  /** Room for the region, in which the kernel may write up to three rows past the end. */
  constructor(memory: KernelMemory, { columns, rows }: Region) {
    this.#memory = memory;
    this.columns = columns;
    this.rows = rows;
    // The kernel writes four bytes a pixel across, and sixteen at a time down.
    this.strideBytes = Math.ceil(((columns.end - columns.start) * CHANNELS + 1) / 16) * 16;
    this.address = memory.take((rows.end - rows.start + 3) * this.strideBytes + SLACK_BYTES);
  }

  /** They are there already. */
  place(start: number): number {
    return this.address + (start - this.rows.start) * this.strideBytes;
  }

  /** A view of it, good until the kernel's memory is used again. */
  plane(): Plane {
    const { columns, rows, strideBytes } = this;
    const pixels = this.#memory.bytes(this.address, (rows.end - rows.start) * strideBytes);
    return { columns, rows, pixels, strideBytes };
  }
}

/** A frame outside the kernel's memory, which comes into it band by band. */
export class FrameRows implements RowSource {
  readonly maxRows: number;
  readonly columns;
  readonly rows;
  readonly strideBytes: number;
  readonly #memory: KernelMemory;
  readonly #pixels: Uint8Array;
  readonly #band: number;

  /** @param leastRows rows that are needed at once. */
  constructor(memory: KernelMemory, { columns, rows, pixels, strideBytes }: Plane, leastRows = 0) {
    this.#memory = memory;
    this.#pixels = pixels;
    this.columns = columns;
    this.rows = rows;
    this.strideBytes = strideBytes;
    this.maxRows = Math.ceil(Math.max(leastRows, BAND_BYTES / strideBytes) / 4) * 4;
    this.#band = memory.take((this.maxRows + 1) * strideBytes + SLACK_BYTES);
  }

  place(start: number, end: number): number {
    const { strideBytes, rows } = this;
    const from = (start - rows.start) * strideBytes;
    const to = (end - rows.start) * strideBytes;
    this.#memory.write(this.#band, this.#pixels.subarray(from, to));
    return this.#band;
  }
}
