import {
  CHANNELS,
  type CropPlace,
  type FramePlan,
  type PixelSize,
  type Region,
  type Span,
} from './frame-geometry.js';

/** A region with its pixels, uint8 [rows, strideBytes]: red, green, blue of each column, then what fills up the row. */
export interface Plane extends Region {
  pixels: Uint8Array;
  strideBytes: number;
}

/** The part of the resized frame that holds everything its crops keep. */
export function keptRegion({ crops, resized, output }: FramePlan): Region {
  const lefts = crops.map(({ leftPixels }) => leftPixels);
  const tops = crops.map(({ topPixels }) => topPixels);
  return {
    columns: keptSpan(lefts, output.widthPixels, resized.widthPixels),
    rows: keptSpan(tops, output.heightPixels, resized.heightPixels),
  };
}

function keptSpan(starts: readonly number[], length: number, resizedLength: number): Span {
  return {
    start: Math.max(0, Math.min(...starts)),
    end: Math.min(resizedLength, Math.max(...starts) + length),
  };
}

/**
 * Copies one crop out of the resized frame, with black around it where the frame is smaller.
 * @param plane the resized frame, or as much of it as its crops keep.
 * @param out uint8 [heightPixels, widthPixels, 3]; all of it is written.
 */
export function cutCrop(
  { columns, rows, pixels, strideBytes }: Plane,
  { leftPixels, topPixels }: CropPlace,
  { widthPixels, heightPixels }: PixelSize,
  out: Uint8Array,
): void {
  const left = Math.max(leftPixels, columns.start);
  const right = Math.min(leftPixels + widthPixels, columns.end);
  const top = Math.max(topPixels, rows.start);
  const bottom = Math.min(topPixels + heightPixels, rows.end);
  if (right - left < widthPixels || bottom - top < heightPixels) out.fill(0);
  for (let row = top; row < bottom; row++) {
    const from = (row - rows.start) * strideBytes + (left - columns.start) * CHANNELS;
    const to = ((row - topPixels) * widthPixels + left - leftPixels) * CHANNELS;
    out.set(pixels.subarray(from, from + (right - left) * CHANNELS), to);
  }
}
