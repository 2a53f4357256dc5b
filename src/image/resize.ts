import { planFrame, type FrameGeometry, type FramePlan } from './frame-geometry.js';
import { resampleWeights, WEIGHT_BITS, type ResampleWeights } from './resample-weights.js';

/** A half of the last kept bit, so that the shift rounds. */
const HALF = 1 << (WEIGHT_BITS - 1);
const CHANNELS = 3;

/** Input or output positions from `start` up to, not including, `end`. */
interface Span {
  start: number;
  end: number;
}

/**
 * Resizes and crops one frame as the reference's processor does with Pillow, to the byte.
 * @param rgb uint8 [heightPixels, widthPixels, 3].
 * @param out uint8 [H, W, 3] with H and W as `planFrame` gives them; all of it is written.
 */
export function resizeAndCrop(
  rgb: Uint8Array,
  widthPixels: number,
  heightPixels: number,
  geometry: FrameGeometry,
  out: Uint8Array,
): void {
  const plan = planFrame({ widthPixels, heightPixels }, geometry);
  const { input, resized, output } = plan;
  requireLength('the frame', rgb, widthPixels * heightPixels * CHANNELS);
  requireLength('the output', out, output.widthPixels * output.heightPixels * CHANNELS);

  // Only what the crop keeps is ever computed.
  const columns = keptSpan(plan.cropLeftPixels, output.widthPixels, resized.widthPixels);
  const rows = keptSpan(plan.cropTopPixels, output.heightPixels, resized.heightPixels);
  const vertical =
    resized.heightPixels === input.heightPixels
      ? undefined
      : resampleWeights(input.heightPixels, resized.heightPixels, geometry.resample);
  const inputRows = vertical === undefined ? rows : inputSpan(vertical, rows);
  const horizontal =
    resized.widthPixels === input.widthPixels
      ? undefined
      : resampleWeights(input.widthPixels, resized.widthPixels, geometry.resample);

  const narrowed = resizeRows(rgb, widthPixels, inputRows, columns, horizontal);
  const keptBytes = (columns.end - columns.start) * CHANNELS;
  const padded = keptBytes !== output.widthPixels * CHANNELS || rows.end - rows.start !== output.heightPixels;
  if (padded) out.fill(0);
  resizeColumns(narrowed, keptBytes, inputRows.start, rows, vertical, out, outputPlacement(plan));
}

/** Positions of the resized frame that the crop keeps. */
function keptSpan(cropStart: number, cropLength: number, resizedLength: number): Span {
  return { start: Math.max(0, cropStart), end: Math.min(resizedLength, cropStart + cropLength) };
}

/** Input positions that these output positions are sums of. */
function inputSpan(table: ResampleWeights, kept: Span): Span {
  const last = kept.end - 1;
  return {
    start: table.first[kept.start] ?? 0,
    end: (table.first[last] ?? 0) + (table.count[last] ?? 0),
  };
}

/** Where the first kept byte goes in the output, and how far apart its rows are. */
function outputPlacement(plan: FramePlan): { offset: number; rowBytes: number } {
  const rowBytes = plan.output.widthPixels * CHANNELS;
  const left = Math.max(0, -plan.cropLeftPixels);
  const top = Math.max(0, -plan.cropTopPixels);
  return { offset: top * rowBytes + left * CHANNELS, rowBytes };
}

/** The horizontal pass: uint8 [rows, columns, 3], in a scratch buffer good until the next call. */
function resizeRows(
  rgb: Uint8Array,
  widthPixels: number,
  rows: Span,
  columns: Span,
  table: ResampleWeights | undefined,
): Uint8Array {
  const keptBytes = (columns.end - columns.start) * CHANNELS;
  const narrowed = scratchBytes((rows.end - rows.start) * keptBytes);
  let to = 0;
  for (let row = rows.start; row < rows.end; row++) {
    const rowStart = row * widthPixels * CHANNELS;
    if (table === undefined) {
      const from = rowStart + columns.start * CHANNELS;
      narrowed.set(rgb.subarray(from, from + keptBytes), to);
    } else {
      resizeRow(rgb, rowStart, columns, table, narrowed, to);
    }
    to += keptBytes;
  }
  return narrowed;
}

function resizeRow(
  rgb: Uint8Array,
  rowStart: number,
  columns: Span,
  { first, count, weights, stride }: ResampleWeights,
  narrowed: Uint8Array,
  narrowedStart: number,
): void {
  let to = narrowedStart;
  for (let column = columns.start; column < columns.end; column++) {
    let from = rowStart + (first[column] ?? 0) * CHANNELS;
    let red = HALF;
    let green = HALF;
    let blue = HALF;
    const weightsStart = column * stride;
    const weightsEnd = weightsStart + (count[column] ?? 0);
    for (let i = weightsStart; i < weightsEnd; i++) {
      const weight = weights[i] ?? 0;
      red = (red + (rgb[from] ?? 0) * weight) | 0;
      green = (green + (rgb[from + 1] ?? 0) * weight) | 0;
      blue = (blue + (rgb[from + 2] ?? 0) * weight) | 0;
      from += CHANNELS;
    }
    narrowed[to] = toByte(red);
    narrowed[to + 1] = toByte(green);
    narrowed[to + 2] = toByte(blue);
    to += CHANNELS;
  }
}

/** The vertical pass, into place; `narrowed` begins at input row `firstInputRow`. */
function resizeColumns(
  narrowed: Uint8Array,
  keptBytes: number,
  firstInputRow: number,
  rows: Span,
  table: ResampleWeights | undefined,
  out: Uint8Array,
  { offset, rowBytes }: { offset: number; rowBytes: number },
): void {
  const sums = new Int32Array(keptBytes);
  for (let row = rows.start; row < rows.end; row++) {
    const to = offset + (row - rows.start) * rowBytes;
    if (table === undefined) {
      const from = (row - firstInputRow) * keptBytes;
      out.set(narrowed.subarray(from, from + keptBytes), to);
      continue;
    }
    const from = ((table.first[row] ?? 0) - firstInputRow) * keptBytes;
    sums.fill(HALF);
    for (let i = 0; i < (table.count[row] ?? 0); i++) {
      addRow(sums, narrowed, from + i * keptBytes, table.weights[row * table.stride + i] ?? 0);
    }
    for (let i = 0; i < keptBytes; i++) out[to + i] = toByte(sums[i] ?? 0);
  }
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

let scratch = new Uint8Array(0);

/** One buffer for all frames: a video's frames have one size, and allocation would cost more. */
function scratchBytes(length: number): Uint8Array {
  if (scratch.length < length) scratch = new Uint8Array(length);
  return scratch;
}

function requireLength(what: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) {
    throw new RangeError(`${what} has ${bytes.length} bytes instead of ${length}`);
  }
}
