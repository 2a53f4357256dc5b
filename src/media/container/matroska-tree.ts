import { elementAt, elementsIn, readUnsigned, type Element } from './ebml.js';
import type { FileBytes } from './file-bytes.js';
import { NotIndexed } from './not-indexed.js';

/** Elements that hold others, outside of clusters. */
const PARENTS = new Set([
  // Seek head; info; tracks with picture, sound, colour, projection, encodings; cues.
  ...[0x114d9b74, 0x4dbb, 0x1549a966, 0x1654ae6b, 0xae, 0xe0, 0xe1, 0x55b0, 0x55d0, 0x7670, 0x6d80, 0x6240],
  ...[0x1c53bb6b, 0xbb, 0xb7],
  // Tags; attachments; chapters.
  ...[0x1254c367, 0x7373, 0x63c0, 0x67c8, 0x1941a469, 0x61a7, 0x1043a770, 0x45b9, 0xb6, 0x80],
]);
const MOST_DEPTH = 8;
const SEEK = 0x4dbb;
const SEEK_ID = 0x53ab;
const SEEK_POSITION = 0x53ac;

/** FFmpeg complains of elements that do not fit, wherever they are. @throws NotIndexed there */
export function requireSound(file: FileBytes, element: Element, depth = 0): void {
  if (!PARENTS.has(element.id)) return;
  if (depth > MOST_DEPTH) throw new NotIndexed('elements nested without end');
  for (const child of elementsIn(file, element)) requireSound(file, child, depth + 1);
}

/** FFmpeg goes where a seek head points: there must be what it says. @throws NotIndexed if not */
export function requireTruePointers(file: FileBytes, seekHead: Element, segment: Element): void {
  const end = segment.start + segment.size;
  for (const seek of elementsIn(file, seekHead)) {
    if (seek.id !== SEEK) continue;
    const fields = [...elementsIn(file, seek)];
    const id = fields.find((field) => field.id === SEEK_ID);
    const position = fields.find((field) => field.id === SEEK_POSITION);
    if (id === undefined || position === undefined) throw new NotIndexed('a seek head that is broken');
    const target = segment.start + readUnsigned(file, position);
    if (target >= end || elementAt(file, target, end).id !== readUnsigned(file, id)) {
      throw new NotIndexed('a seek head that points elsewhere');
    }
  }
}
