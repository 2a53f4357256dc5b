import { boxesIn, findBox, requireBox, requireKnown, rowsOf, type Box } from './iso-boxes.js';
import { NotIndexed } from './not-indexed.js';

/** The first video track of a moov. */
export interface IsoTrack {
  ticksPerSecond: number;
  /** As the header says, in these ticks. */
  durationTicks: number;
  movieTicksPerSecond: number;
  /** Nine numbers, or undefined for none. */
  displayMatrix: number[] | undefined;
  elst: Buffer | undefined;
  /** Boxes of stbl. */
  tables: Box[];
}

const MOOV_BOXES = ['mvhd', 'trak', 'udta', 'meta', 'iods', 'free', 'skip', 'uuid'];
const TRACK_BOXES = ['tkhd', 'edts', 'mdia', 'tref', 'udta', 'meta', 'tapt', 'free', 'skip', 'uuid'];
const TABLE_BOXES = ['stsd', 'stts', 'ctts', 'cslg', 'stsc', 'stsz', 'stco', 'co64', 'stss', 'sdtp'];
const ROW_BYTES: Record<string, number> = { stts: 8, ctts: 8, stsc: 12, stco: 4, co64: 8, stss: 4 };
/** Tracks that FFmpeg never takes for video. */
const OTHER_HANDLERS = ['soun', 'text', 'sbtl', 'subt', 'subp', 'clcp', 'tmcd', 'meta', 'hint'];
/** Of a list of tracks, at 4 bytes each. */
const MOST_CHAPTER_BYTES = 4096;
const IDENTITY = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];

/** @throws NotIndexed if there is none, or anything about it is unusual. */
export function readVideoTrack(moov: Buffer): IsoTrack {
  const boxes = boxesIn(moov);
  requireKnown(boxes, MOOV_BOXES);
  const mvhd = requireBox(boxes, 'mvhd');
  if (!isIdentity(matrixAt(mvhd, mvhd.readUInt8(0) === 1 ? 48 : 36))) {
    throw new NotIndexed('a display matrix of the whole movie');
  }
  const place = boxes.findIndex(({ type, body }) => type === 'trak' && handlerOf(body) === 'vide');
  const trak = boxes[place]?.body;
  if (trak === undefined) throw new NotIndexed('no video track');
  requireNoVideoBefore(boxes.slice(0, place));
  for (const { type, body } of boxes) if (type === 'trak' && body !== trak) requireSound(body);

  const trackBoxes = boxesIn(trak);
  requireKnown(trackBoxes, TRACK_BOXES);
  const tkhd = requireBox(trackBoxes, 'tkhd');
  const isLong = tkhd.readUInt8(0) === 1;
  if (chapterTracks(boxes).includes(tkhd.readUInt32BE(isLong ? 20 : 12))) {
    throw new NotIndexed('pictures of chapters');
  }
  const matrix = matrixAt(tkhd, isLong ? 52 : 40);
  const edts = findBox(trackBoxes, 'edts');
  return {
    ...readMedia(boxesIn(requireBox(trackBoxes, 'mdia'))),
    movieTicksPerSecond: mvhd.readUInt32BE(mvhd.readUInt8(0) === 1 ? 20 : 12),
    displayMatrix: isIdentity(matrix) ? undefined : matrix,
    elst: edts === undefined ? undefined : findBox(boxesIn(edts), 'elst'),
  };
}

function readMedia(media: Box[]): Pick<IsoTrack, 'ticksPerSecond' | 'durationTicks' | 'tables'> {
  const mdhd = requireBox(media, 'mdhd');
  const isLong = mdhd.readUInt8(0) === 1;
  const ticksPerSecond = mdhd.readUInt32BE(isLong ? 20 : 12);
  const durationTicks = isLong ? Number(mdhd.readBigUInt64BE(24)) : mdhd.readUInt32BE(16);
  // FFmpeg's are signed.
  if (ticksPerSecond === 0 || ticksPerSecond > 0x7fffffff) throw new NotIndexed('a clock without sense');
  const minf = boxesIn(requireBox(media, 'minf'));
  requireOwnData(boxesIn(requireBox(minf, 'dinf')));
  const tables = boxesIn(requireBox(minf, 'stbl'));
  // Groups other than these make FFmpeg take more packets for key frames.
  const isPlainGroup = ({ type, body }: Box): boolean =>
    type === 'sgpd' || (type === 'sbgp' && !['rap ', 'sync'].includes(body.toString('latin1', 4, 8)));
  requireKnown(
    tables.filter((box) => !isPlainGroup(box)),
    TABLE_BOXES,
  );
  return { ticksPerSecond, durationTicks, tables };
}

/** Frames must lie in this file: a reference (alias) could name another. */
function requireOwnData(dinf: readonly Box[]): void {
  const dref = requireBox(dinf, 'dref');
  const references = boxesIn(dref.subarray(8));
  if (dref.readUInt32BE(4) !== references.length) throw new NotIndexed('a table does not fit');
  for (const { body } of references) {
    if ((body.readUInt32BE(0) & 1) === 0) throw new NotIndexed('frames in another file');
  }
}

function handlerOf(trak: Buffer): string {
  const hdlr = requireBox(boxesIn(requireBox(boxesIn(trak), 'mdia')), 'hdlr');
  return hdlr.toString('latin1', 8, 12);
}

/** FFmpeg reads the tables of other tracks too, and may refuse the file for them. */
function requireSound(trak: Buffer): void {
  const minf = boxesIn(requireBox(boxesIn(requireBox(boxesIn(trak), 'mdia')), 'minf'));
  requireOwnData(boxesIn(requireBox(minf, 'dinf')));
  const tables = boxesIn(requireBox(minf, 'stbl'));
  const stsd = requireBox(tables, 'stsd');
  if (boxesIn(stsd.subarray(8)).length !== stsd.readUInt32BE(4)) throw new NotIndexed('a table does not fit');
  for (const { type, body } of tables) {
    if (type === 'stsz') rowsOf(body, body.readUInt32BE(4) === 0 ? 4 : 0, 8);
    else rowsOf(body, ROW_BYTES[type] ?? 0);
  }
}

/** A cover picture counts as video too, and so may a track with an odd handler. */
function requireNoVideoBefore(boxes: readonly Box[]): void {
  for (const { type, body } of boxes) {
    if (type === 'trak' && !OTHER_HANDLERS.includes(handlerOf(body))) throw new NotIndexed('an odd track');
    if ((type === 'udta' || type === 'meta') && body.includes('covr'))
      throw new NotIndexed('a cover picture');
  }
}

/** Numbers of tracks that hold titles or pictures for chapters of others. */
function chapterTracks(boxes: readonly Box[]): number[] {
  const ids: number[] = [];
  for (const { type, body } of boxes) {
    const tref = type === 'trak' ? findBox(boxesIn(body), 'tref') : undefined;
    const chapters = tref === undefined ? undefined : findBox(boxesIn(tref), 'chap');
    if (chapters !== undefined && chapters.length > MOST_CHAPTER_BYTES)
      throw new NotIndexed('too many tracks');
    for (let at = 0; at + 4 <= (chapters?.length ?? 0); at += 4) ids.push(chapters?.readUInt32BE(at) ?? 0);
  }
  return ids;
}

function matrixAt(body: Buffer, at: number): number[] {
  return IDENTITY.map((_, i) => body.readInt32BE(at + i * 4));
}

function isIdentity(matrix: readonly number[]): boolean {
  return IDENTITY.every((value, i) => matrix[i] === value);
}
