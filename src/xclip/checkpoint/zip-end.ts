/** Where a zip's directory lies, by the record at the file's end and, in large ones and all of PyTorch's, its 64-bit twin. */
import { broken } from './refusals.js';
import type { WeightFile } from './weight-file.js';

export interface DirectoryRange {
  byteOffset: number;
  byteLength: number;
  entryCount: number;
}

const END = { signature: 0x06054b50, bytes: 22 };
const LOCATOR = { signature: 0x07064b50, bytes: 20 };
const END_64 = { signature: 0x06064b50, bytes: 56 };
const MAX_COMMENT_BYTES = 0xffff;

/** @throws CheckpointError BROKEN_CHECKPOINT if the end is not that of a zip */
export function readDirectoryRange(file: WeightFile): DirectoryRange {
  const tailBytes = Math.min(file.byteLength, END.bytes + MAX_COMMENT_BYTES);
  const tailOffset = file.byteLength - tailBytes;
  const tail = file.read(tailOffset, tailBytes);
  const at = findEnd(tail);
  if (at === undefined) throw broken(file.path, 'it has no zip directory at its end: it is cut short');
  const locatorAt = at - LOCATOR.bytes;
  const has64 = locatorAt >= 0 && tail.readUInt32LE(locatorAt) === LOCATOR.signature;
  const { range, endOffset } = has64
    ? readEnd64(file, Number(tail.readBigUInt64LE(locatorAt + 8)))
    : { range: readEnd(tail, at), endOffset: tailOffset + at };
  // Offsets count from the file's start only if the directory is followed by its end.
  if (range.byteOffset + range.byteLength !== endOffset) {
    throw broken(file.path, 'its zip directory is not where its end says');
  }
  return range;
}

/** Searched from the back: the record is followed by a comment as long as it says, mostly none. */
function findEnd(tail: Buffer): number | undefined {
  for (let at = tail.length - END.bytes; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END.signature) continue;
    if (at + END.bytes + tail.readUInt16LE(at + 20) === tail.length) return at;
  }
  return undefined;
}

function readEnd(tail: Buffer, at: number): DirectoryRange {
  return {
    entryCount: tail.readUInt16LE(at + 10),
    byteLength: tail.readUInt32LE(at + 12),
    byteOffset: tail.readUInt32LE(at + 16),
  };
}

function readEnd64(file: WeightFile, endOffset: number): { range: DirectoryRange; endOffset: number } {
  if (endOffset + END_64.bytes > file.byteLength)
    throw broken(file.path, 'its zip directory lies past its end');
  const end = file.read(endOffset, END_64.bytes);
  if (end.readUInt32LE(0) !== END_64.signature)
    throw broken(file.path, 'its 64-bit zip directory is missing');
  const range = {
    entryCount: Number(end.readBigUInt64LE(32)),
    byteLength: Number(end.readBigUInt64LE(40)),
    byteOffset: Number(end.readBigUInt64LE(48)),
  };
  return { range, endOffset };
}
