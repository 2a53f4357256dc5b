import { elementsIn, readUnsigned, type Element } from './ebml.js';
import type { FileBytes } from './file-bytes.js';
import type { MatroskaTrack } from './matroska-track.js';
import { NotIndexed } from './not-indexed.js';

type Numbers = Pick<MatroskaTrack, 'number' | 'numbers'>;

/** One packet of a track. */
export interface MatroskaBlock {
  /** In the file's ticks. */
  shownAt: number;
  /** Undefined where the track's own applies. */
  duration: number | undefined;
  isKey: boolean;
  /** Where its data lie. */
  start: number;
  size: number;
}

const TIMESTAMP = 0xe7;
const SIMPLE_BLOCK = 0xa3;
const GROUP = 0xa0;
const BLOCK = 0xa1;
const DURATION = 0x9b;
const REFERENCE = 0xfb;
/** Void, checksum, position, size of the cluster before. */
const HARMLESS = [0xec, 0xbf, 0xa7, 0xab];
/** Void, checksum, priority. Padding to discard and additions (alpha) are not. */
const HARMLESS_IN_GROUP = [0xec, 0xbf, 0xfa];
const LACING = 0x06;
const KEY = 0x80;
/** Track number of one byte, time of two, flags. */
const BLOCK_HEAD_BYTES = 4;

/** A cluster's packets of one track, in the file's order. @throws NotIndexed */
export function* blocksIn(file: FileBytes, cluster: Element, track: Numbers): Generator<MatroskaBlock> {
  let timestamp: number | undefined;
  for (const element of elementsIn(file, cluster)) {
    if (element.id === TIMESTAMP) {
      if (timestamp !== undefined) throw new NotIndexed('an element that repeats');
      timestamp = readUnsigned(file, element);
    } else if (element.id === SIMPLE_BLOCK) {
      const block = readBlock(file, element, track, timestamp);
      if (block !== undefined) yield block;
    } else if (element.id === GROUP) {
      const block = readGroup(file, element, track, timestamp);
      if (block !== undefined) yield block;
    } else if (!HARMLESS.includes(element.id)) {
      throw new NotIndexed(`an element that is not known here (${element.id.toString(16)})`);
    }
  }
}

/** Undefined for another track's. */
function readBlock(
  file: FileBytes,
  { start, size }: Element,
  track: Numbers,
  timestamp: number | undefined,
): MatroskaBlock | undefined {
  const head = file.at(start, BLOCK_HEAD_BYTES);
  // Tracks from 128 on have longer numbers.
  if (size <= BLOCK_HEAD_BYTES || head.readUInt8(0) < 0x80) throw new NotIndexed('a block without sense');
  const number = head.readUInt8(0) & 0x7f;
  if (!track.numbers.includes(number)) throw new NotIndexed('a block of no track');
  if (number !== track.number) return undefined;
  const flags = head.readUInt8(3);
  if ((flags & LACING) !== 0) throw new NotIndexed('several frames in a block');
  const shownAt = (timestamp ?? NaN) + head.readInt16BE(1);
  if (!(shownAt >= 0)) throw new NotIndexed('a time before 0');
  return {
    shownAt,
    duration: undefined,
    isKey: (flags & KEY) !== 0,
    start: start + BLOCK_HEAD_BYTES,
    size: size - BLOCK_HEAD_BYTES,
  };
}

function readGroup(
  file: FileBytes,
  group: Element,
  track: Numbers,
  timestamp: number | undefined,
): MatroskaBlock | undefined {
  let block: MatroskaBlock | undefined;
  let duration: number | undefined;
  let isKey = true;
  let isPlain = true;
  let blockCount = 0;
  for (const element of elementsIn(file, group)) {
    if (element.id === BLOCK) {
      blockCount += 1;
      block = readBlock(file, element, track, timestamp);
    } else if (element.id === DURATION) duration = readUnsigned(file, element);
    else if (element.id === REFERENCE) isKey = false;
    else if (!HARMLESS_IN_GROUP.includes(element.id)) isPlain = false;
  }
  if (blockCount !== 1) throw new NotIndexed('a block without sense');
  if (block === undefined) return undefined;
  if (!isPlain) throw new NotIndexed('a block with additions');
  return { ...block, duration, isKey };
}
