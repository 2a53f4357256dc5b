import { elementsIn, readBytes, readText, readUnsigned, type Element } from './ebml.js';
import type { FileBytes } from './file-bytes.js';
import { NotIndexed } from './not-indexed.js';

/** The first video track of a Matroska file. */
export interface MatroskaTrack {
  number: number;
  /** Of all tracks: other blocks make FFmpeg complain. */
  numbers: readonly number[];
  codecId: string;
  /** Empty where there is none. */
  codecPrivate: Buffer;
  widthPixels: number;
  heightPixels: number;
  /** How long each frame is shown; undefined where the track does not say. */
  defaultNanoseconds: number | undefined;
}

const TRACK_ENTRY = 0xae;
const VIDEO_TYPE = 1;
const NUMBER = 0xd7;
const TYPE = 0x83;
const CODEC_ID = 0x86;
const CODEC_PRIVATE = 0x63a2;
const DEFAULT_DURATION = 0x23e383;
const VIDEO = 0xe0;
const WIDTH = 0xb0;
const HEIGHT = 0xba;
/** Void, checksum, UID, names, languages, enabled …, caches, lacing, field duration: nothing of what frames there are. */
const HARMLESS_IN_TRACK = [
  ...[0xec, 0xbf, 0x73c5, 0x536e, 0x22b59c, 0x22b59d, 0x88, 0x55aa, 0x6de7, 0x6df8, 0x9c],
  ...[0x258688, 0xaa, 0x234e7a],
];
/** Void, interlaced, field order, display size and its unit, colour. */
const HARMLESS_IN_VIDEO = [0xec, 0xbf, 0x9a, 0x9d, 0x54b0, 0x54ba, 0x54b2, 0x54b3, 0x55b0];
/** Codec delay, seek pre-roll, highest block addition, stereo, alpha: harmless when 0; track scale is 1 as a float. */
const HARMLESS_IF_ZERO = [0x56aa, 0x56bb, 0x55ee, 0x53b8, 0x53c0, 0x54aa, 0x54bb, 0x54cc, 0x54dd];
/** FlagEnabled. */
const HARMLESS_IF_ONE = 0xb9;

/** As many as have numbers of one byte, the only ones served; each block's number is looked for among them. */
const MOST_TRACKS = 127;

/** @throws NotIndexed if there is none, or it says more than is understood here. */
export function readMatroskaTrack(file: FileBytes, tracks: Element): MatroskaTrack {
  const entries = [...elementsIn(file, tracks)].filter(({ id }) => id === TRACK_ENTRY);
  if (entries.length > MOST_TRACKS) throw new NotIndexed('too many tracks');
  const fieldsOf = entries.map((entry) => [...elementsIn(file, entry)]);
  const video = fieldsOf.find((fields) => readUnsigned(file, requireOne(fields, TYPE)) === VIDEO_TYPE);
  if (video === undefined) throw new NotIndexed('no video track');
  const numbers = fieldsOf.map((fields) => readUnsigned(file, requireOne(fields, NUMBER)));
  if (new Set(numbers).size < numbers.length) throw new NotIndexed('tracks of one number');
  return { ...readEntry(file, video), numbers };
}

function readEntry(file: FileBytes, fields: readonly Element[]): Omit<MatroskaTrack, 'numbers'> {
  const known = [NUMBER, TYPE, CODEC_ID, CODEC_PRIVATE, DEFAULT_DURATION, VIDEO];
  requireHarmless(file, fields, [...known, ...HARMLESS_IN_TRACK]);
  const video = [...elementsIn(file, requireOne(fields, VIDEO))];
  requireHarmless(file, video, [WIDTH, HEIGHT, ...HARMLESS_IN_VIDEO]);
  const codecPrivate = only(fields, CODEC_PRIVATE);
  const defaultDuration = only(fields, DEFAULT_DURATION);
  return {
    number: readUnsigned(file, requireOne(fields, NUMBER)),
    codecId: readText(file, requireOne(fields, CODEC_ID)),
    codecPrivate: codecPrivate === undefined ? Buffer.alloc(0) : readBytes(file, codecPrivate),
    widthPixels: readUnsigned(file, requireOne(video, WIDTH)),
    heightPixels: readUnsigned(file, requireOne(video, HEIGHT)),
    defaultNanoseconds: defaultDuration === undefined ? undefined : readUnsigned(file, defaultDuration),
  };
}

function requireHarmless(file: FileBytes, fields: readonly Element[], known: readonly number[]): void {
  for (const field of fields) {
    if (known.includes(field.id)) continue;
    if (HARMLESS_IF_ZERO.includes(field.id) && readUnsigned(file, field) === 0) continue;
    if (field.id === HARMLESS_IF_ONE && readUnsigned(file, field) === 1) continue;
    throw new NotIndexed(`an element of its track that is not known here (${field.id.toString(16)})`);
  }
}

function only(fields: readonly Element[], id: number): Element | undefined {
  const found = fields.filter((field) => field.id === id);
  if (found.length > 1) throw new NotIndexed('an element that repeats');
  return found[0];
}

function requireOne(fields: readonly Element[], id: number): Element {
  const field = only(fields, id);
  if (field === undefined) throw new NotIndexed(`no element ${id.toString(16)}`);
  return field;
}
