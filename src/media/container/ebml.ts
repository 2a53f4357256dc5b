import type { FileBytes } from './file-bytes.js';
import { NotIndexed } from './not-indexed.js';

/** An element of a Matroska file by the place of its content. */
export interface Element {
  id: number;
  start: number;
  size: number;
}

/** The longest head of an element: 4 bytes of name, 8 of size. */
const MOST_HEAD_BYTES = 12;

/**
 * The head of the element at `at`, which must end by `end`.
 * @throws NotIndexed where it does not, or does not say where it ends (as live recordings do not).
 */
export function elementAt(file: FileBytes, at: number, end: number): Element {
  const head = file.at(at, Math.min(MOST_HEAD_BYTES, end - at));
  const idBytes = Math.clz32(head[0] ?? 0) - 23;
  const sizeBytes = Math.clz32(head[idBytes] ?? 0) - 23;
  if (idBytes > 4 || sizeBytes > 8 || idBytes + sizeBytes > head.length) {
    throw new NotIndexed('an element without sense');
  }
  const size = vint(head, idBytes, sizeBytes);
  const start = at + idBytes + sizeBytes;
  if (size === undefined) throw new NotIndexed('an element of unknown size');
  if (start + size > end) throw new NotIndexed('an element does not fit');
  return { id: head.readUIntBE(0, idBytes), start, size };
}

/** The elements that fill the content of another. */
export function* elementsIn(file: FileBytes, { start, size }: Element): Generator<Element> {
  const end = start + size;
  for (let at = start; at < end;) {
    const element = elementAt(file, at, end);
    yield element;
    at = element.start + element.size;
  }
}

/** Undefined for the value that means "unknown". */
function vint(bytes: Buffer, at: number, length: number): number | undefined {
  let value = bytes.readUInt8(at) & (0xff >> length);
  let isUnknown = value === 0xff >> length;
  for (let i = 1; i < length; i++) {
    const byte = bytes.readUInt8(at + i);
    isUnknown &&= byte === 0xff;
    // Beyond 2^53 inexact, and too large all the same.
    value = value * 256 + byte;
  }
  return isUnknown ? undefined : value;
}

export function readUnsigned(file: FileBytes, { start, size }: Element): number {
  if (size > 8) throw new NotIndexed('a number without sense');
  let value = 0;
  for (const byte of file.at(start, size)) value = value * 256 + byte;
  if (!Number.isSafeInteger(value)) throw new NotIndexed('a number without sense');
  return value;
}

export function readText(file: FileBytes, { start, size }: Element): string {
  if (size > 256) throw new NotIndexed('a text without sense');
  return file.at(start, size).toString('latin1').replace(/\0+$/, '');
}

/** A copy. */
export function readBytes(file: FileBytes, { start, size }: Element): Buffer {
  if (size > 1 << 20) throw new NotIndexed('an overlong header');
  return Buffer.from(file.at(start, size));
}
