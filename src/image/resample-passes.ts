/** The two passes of a resize, each over one axis, as Pillow makes them on 8-bit channels. */
import { WEIGHT_BITS, type ResampleWeights } from './resample-weights.js';

const CHANNELS = 3;
/** A half of the last kept bit, so that the shift rounds. */
const HALF = 1 << (WEIGHT_BITS - 1);

/** Positions from `start` up to, not including, `end`. */
export interface Span {
  start: number;
  end: number;
}

/** Some rows and columns of a picture. */
export interface Region {
  columns: Span;
  rows: Span;
}

/** A region with its pixels, uint8 [rows, columns, 3]. */
export interface Plane extends Region {
  pixels: Uint8Array;
}

/** Input positions that these output positions are sums of. */
export function inputSpan(table: ResampleWeights | undefined, kept: Span): Span {
  if (table === undefined) return kept;
  const last = kept.end - 1;
  return {
    start: table.first[kept.start] ?? 0,
    end: (table.first[last] ?? 0) + (table.count[last] ?? 0),
  };
}

/**
 * The horizontal pass over all rows of the plane.
 * @param columns of the output.
 * @param table undefined where the width stays, and with it the plane.
 * @returns a plane good until the next call.
 */
export function resizeAcross(plane: Plane, columns: Span, table: ResampleWeights | undefined): Plane {
  if (table === undefined) return plane;
  const { rows } = plane;
  const rowCount = rows.end - rows.start;
  const inputRowBytes = (plane.columns.end - plane.columns.start) * CHANNELS;
  const outputRowBytes = (columns.end - columns.start) * CHANNELS;
  const pixels = across.take(rowCount * outputRowBytes);
  for (let row = 0; row < rowCount; row++) {
    // Where the picture's column 0 would be.
    const origin = row * inputRowBytes - plane.columns.start * CHANNELS;
    resizeRow(plane.pixels, origin, columns, table, pixels, row * outputRowBytes);
  }
  return { rows, columns, pixels };
}

function resizeRow(
  input: Uint8Array,
  origin: number,
  columns: Span,
  { first, count, weights, stride }: ResampleWeights,
  output: Uint8Array,
  outputStart: number,
): void {
  let to = outputStart;
  for (let column = columns.start; column < columns.end; column++) {
    let from = origin + (first[column] ?? 0) * CHANNELS;
    let red = HALF;
    let green = HALF;
    let blue = HALF;
    const weightsStart = column * stride;
    const weightsEnd = weightsStart + (count[column] ?? 0);
    for (let i = weightsStart; i < weightsEnd; i++) {
      const weight = weights[i] ?? 0;
      red = (red + (input[from] ?? 0) * weight) | 0;
      green = (green + (input[from + 1] ?? 0) * weight) | 0;
      blue = (blue + (input[from + 2] ?? 0) * weight) | 0;
      from += CHANNELS;
    }
    output[to] = toByte(red);
    output[to + 1] = toByte(green);
    output[to + 2] = toByte(blue);
    to += CHANNELS;
  }
}

/**
 * The vertical pass.
 * @param rows of the output.
 * @param columns of the plane, which stay.
 * @param table undefined where the height stays, and with it the plane.
 * @returns a plane good until the next call.
 */
export function resizeDown(
  plane: Plane,
  rows: Span,
  columns: Span,
  table: ResampleWeights | undefined,
): Plane {
  if (table === undefined) return plane;
  const inputRowBytes = (plane.columns.end - plane.columns.start) * CHANNELS;
  const outputRowBytes = (columns.end - columns.start) * CHANNELS;
  const leftBytes = (columns.start - plane.columns.start) * CHANNELS;
  const sums = new Int32Array(outputRowBytes);
  const pixels = down.take((rows.end - rows.start) * outputRowBytes);
  let to = 0;
  for (let row = rows.start; row < rows.end; row++) {
    const from = ((table.first[row] ?? 0) - plane.rows.start) * inputRowBytes + leftBytes;
    sums.fill(HALF);
    for (let i = 0; i < (table.count[row] ?? 0); i++) {
      addRow(sums, plane.pixels, from + i * inputRowBytes, table.weights[row * table.stride + i] ?? 0);
    }
    for (let i = 0; i < outputRowBytes; i++) pixels[to++] = toByte(sums[i] ?? 0);
  }
  return { rows, columns, pixels };
}

function addRow(sums: Int32Array, bytes: Uint8Array, from: number, weight: number): void {
  for (let i = 0; i < sums.length; i++) {
    sums[i] = ((sums[i] ?? 0) + (bytes[from + i] ?? 0) * weight) | 0;
  }
}

function toByte(sum: number): number {
  const value = sum >> WEIGHT_BITS;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/** A buffer kept for all frames: a video's frames have one size, and allocation would cost more. */
class Scratch {
  #bytes = new Uint8Array(0);

  /** At least `length` bytes of anything, good until the next call. */
  take(length: number): Uint8Array {
    if (this.#bytes.length < length) this.#bytes = new Uint8Array(length);
    return this.#bytes;
  }
}

const across = new Scratch();
const down = new Scratch();
