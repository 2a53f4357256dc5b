import { NotIndexed } from './not-indexed.js';

/** A box of an ISO file (mp4, mov): a slice of the file without its header. */
export interface Box {
  type: string;
  body: Buffer;
}

const HEADER_BYTES = 8;
/** Honest ones are a few dozen; a moov full of empty ones would take 20 times its size as objects. */
const MOST_BOXES = 10_000;

/** The boxes that these bytes are filled with. @throws NotIndexed if they do not fit. */
export function boxesIn(bytes: Buffer): Box[] {
  const boxes: Box[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= bytes.length) {
    const size = bytes.readUInt32BE(at);
    // 0, to the end, and 1, with a long size, are not for what is inside of moov.
    if (size < HEADER_BYTES || at + size > bytes.length) throw new NotIndexed('a box does not fit');
    if (boxes.length === MOST_BOXES) throw new NotIndexed('too many boxes');
    boxes.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      body: bytes.subarray(at + HEADER_BYTES, at + size),
    });
    at += size;
  }
  // QuickTime ends some lists by four zeros.
  if (bytes.subarray(at).some((byte) => byte !== 0)) throw new NotIndexed('a box does not fit');
  return boxes;
}

/** @throws NotIndexed if there is a box of another type. */
export function requireKnown(boxes: readonly Box[], known: readonly string[]): void {
  const other = boxes.find(({ type }) => !known.includes(type));
  if (other !== undefined) throw new NotIndexed(`a box that is not known here (${other.type})`);
}

/** @throws NotIndexed if there is more than one. */
export function findBox(boxes: readonly Box[], type: string): Buffer | undefined {
  const found = boxes.filter((box) => box.type === type);
  if (found.length > 1) throw new NotIndexed(`more than one ${type}`);
  return found[0]?.body;
}

/** @throws NotIndexed if there is not exactly one. */
export function requireBox(boxes: readonly Box[], type: string): Buffer {
  const body = findBox(boxes, type);
  if (body === undefined) throw new NotIndexed(`no ${type}`);
  return body;
}

/**
 * A table of equal rows of 32-bit numbers after a full box's version, flags and count.
 * @throws NotIndexed if it is longer than its box.
 */
export function rowsOf(body: Buffer, rowBytes: number, countAt = 4): { rowCount: number; rows: Buffer } {
  const rowCount = body.readUInt32BE(countAt);
  const rows = body.subarray(countAt + 4);
  if (rowCount * rowBytes > rows.length) throw new NotIndexed('a table does not fit');
  return { rowCount, rows };
}
