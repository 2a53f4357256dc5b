/** The two passes of a resize, each over one axis, as Pillow makes them on 8-bit channels. */
import { CHANNELS, type Span } from './frame-geometry.js';
import type { KernelMemory } from './kernel-memory.js';
import { StoredRows, type RowSource } from './row-source.js';
import { PAIR_BYTES, type TapPairs } from './tap-pairs.js';
import { at } from '../at.js';

/**
 * The horizontal pass over all rows of the source.
 * @param columns of the output: those that `taps` was made for.
 */
export function resizeAcross(
  memory: KernelMemory,
  source: RowSource,
  columns: Span,
  taps: TapPairs,
): StoredRows {
  const { rows } = source;
  const { first, weights } = storeTaps(memory, taps, CHANNELS);
  const target = new StoredRows(memory, { rows, columns });
  for (let start = rows.start; start < rows.end;) {
    const end = Math.min(rows.end, start + source.maxRows);
    memory.kernel.across(
      // Where the picture's column 0 would be.
      source.place(start, end) - source.columns.start * CHANNELS,
      source.strideBytes,
      // A last group is filled up: what it reads and writes past the end is nobody's.
      Math.ceil((end - start) / 4) * 4,
      target.place(start),
      target.strideBytes,
      columns.end - columns.start,
      first,
      weights,
      taps.pairs,
    );
    start = end;
  }
  return target;
}

/**
 * The vertical pass.
 * @param columns of the source: those that are wanted.
 * @param rows of the output: those that `taps` was made for.
 */
export function resizeDown(
  memory: KernelMemory,
  source: RowSource,
  columns: Span,
  rows: Span,
  taps: TapPairs,
): StoredRows {
  const { strideBytes } = source;
  const { first, weights } = storeTaps(memory, taps, strideBytes);
  const target = new StoredRows(memory, { rows, columns });
  const leftBytes = (columns.start - source.columns.start) * CHANNELS;
  const rowCount = rows.end - rows.start;
  for (let row = 0; row < rowCount;) {
    const from = at(taps.first, row);
    let end = row + 1;
    while (end < rowCount && at(taps.first, end) + taps.pairs * 2 - from <= source.maxRows) end++;
    const to = Math.min(taps.input.end, at(taps.first, end - 1) + taps.pairs * 2);
    memory.kernel.down(
      // Where the picture's row 0 would be; addresses are added up modulo 2^32.
      source.place(from, to) - from * strideBytes + leftBytes,
      strideBytes,
      end - row,
      target.place(rows.start + row),
      target.strideBytes,
      (columns.end - columns.start) * CHANNELS,
      first + row * Int32Array.BYTES_PER_ELEMENT,
      weights + row * taps.pairs * PAIR_BYTES,
      taps.pairs,
    );
    row = end;
  }
  return target;
}

/** @param stepBytes from input position to input position. */
function storeTaps(
  memory: KernelMemory,
  { first, weights }: TapPairs,
  stepBytes: number,
): { first: number; weights: number } {
  const offsets = first.map((position) => position * stepBytes);
  const addresses = { first: memory.take(offsets.byteLength), weights: memory.take(weights.byteLength) };
  memory.write(addresses.first, asBytes(offsets));
  memory.write(addresses.weights, asBytes(weights));
  return addresses;
}

function asBytes({ buffer, byteOffset, byteLength }: Int16Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
