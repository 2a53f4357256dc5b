import { elementAt, elementsIn, readText, readUnsigned, type Element } from './ebml.js';
import type { FileBytes } from './file-bytes.js';
import { readH264Format } from './h264-format.js';
import { readHevcFormat } from './hevc-format.js';
import { blocksIn, type MatroskaBlock } from './matroska-blocks.js';
import { readMatroskaTrack, type MatroskaTrack } from './matroska-track.js';
import { requireSound, requireTruePointers } from './matroska-tree.js';
import { followNals } from './nal-chain.js';
import type { CodedFormat } from './nal-format.js';
import { MOST_PACKETS, NotIndexed } from './not-indexed.js';
import { servedVideo, type ContainerIndex } from './served-video.js';
import { isHiddenVp8, readVp8Format, readVp9Format, VPX_HEADER_BYTES } from './vpx-format.js';

const EBML = 0x1a45dfa3;
const DOC_TYPE = 0x4282;
/** Versions of EBML and Matroska, lengths of names and sizes: the highest that FFmpeg reads. */
const READABLE = new Map([
  [0x4286, 1],
  [0x42f7, 1],
  [0x4285, 4],
  [0x42f2, 4],
  [0x42f3, 8],
]);
const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const TIMESTAMP_SCALE = 0x2ad7b1;
const TRACKS = 0x1654ae6b;
const CLUSTER = 0x1f43b675;
const SEEK_HEAD = 0x114d9b74;
/** Seek head, cues, attachments, chapters, tags, void, checksum. */
const HARMLESS = [SEEK_HEAD, 0x1c53bb6b, 0x1941a469, 0x1043a770, 0x1254c367, 0xec, 0xbf];
const NANOSECONDS_A_TICK = 1_000_000;

const CODEC_NAMES: Record<string, string> = {
  'V_MPEG4/ISO/AVC': 'h264',
  'V_MPEGH/ISO/HEVC': 'hevc',
  V_VP8: 'vp8',
  V_VP9: 'vp9',
};

export function isMatroskaFile(file: FileBytes): boolean {
  return file.size > 4 && file.at(0, 4).readUInt32BE(0) === EBML;
}

/** Lists the packets of a mkv or webm, going from block to block. @throws NotIndexed */
export function readMatroskaIndex(file: FileBytes): ContainerIndex {
  const { track, clusters } = readSegment(file, requireSegment(file));
  const codecName = CODEC_NAMES[track.codecId];
  if (codecName === undefined) throw new NotIndexed('a codec that is not served');
  const packets = new Packets();
  const isHidden: boolean[] = [];
  let format: CodedFormat | undefined;
  for (const cluster of clusters) {
    for (const block of blocksIn(file, cluster, track)) {
      const isFirst = format === undefined;
      format ??= readFormat(codecName, track, headOf(file, block));
      const isKey =
        format.nal === undefined ? block.isKey : followNals(file, block.start, block.size, format.nal);
      if (isFirst && !(isKey && block.isKey)) throw new NotIndexed('its first packet is no key frame');
      if (codecName === 'vp8') isHidden.push(isHiddenVp8(file.at(block.start, 1)));
      packets.add(block.shownAt, block.duration);
    }
  }
  if (format === undefined) throw new NotIndexed('no packets');
  const { nal } = format;
  const { defaultNanoseconds } = track;
  const defaultTicks =
    defaultNanoseconds === undefined ? undefined : Math.floor(defaultNanoseconds / NANOSECONDS_A_TICK);
  return servedVideo({
    ...track,
    codecName,
    codecTag: '[0][0][0][0]',
    formatName: 'matroska,webm',
    format,
    timeBase: { numerator: 1, denominator: 1e9 / NANOSECONDS_A_TICK },
    promisedFrameCount: undefined,
    displayMatrix: undefined,
    pts: Float64Array.from(packets.shownAt),
    // Else FFmpeg takes it from the frame rate in the codec's headers, if there can be one.
    durationOf: (packet) =>
      packets.durations.get(packet) ?? defaultTicks ?? (nal === undefined ? 0 : undefined),
    ...(codecName === 'vp8' ? { isHidden } : {}),
  });
}

class Packets {
  readonly shownAt: number[] = [];
  /** Where a packet has its own. */
  readonly durations = new Map<number, number>();

  add(shownAt: number, duration: number | undefined): void {
    if (this.shownAt.length === MOST_PACKETS) throw new NotIndexed('too many packets');
    if (duration !== undefined) this.durations.set(this.shownAt.length, duration);
    this.shownAt.push(shownAt);
  }
}

/** @throws NotIndexed unless the file is an EBML header and one segment, whole. */
function requireSegment(file: FileBytes): Element {
  const header = elementAt(file, 0, file.size);
  const fields = [...elementsIn(file, header)];
  const type = fields.find(({ id }) => id === DOC_TYPE);
  const isNewer = fields.some(
    (field) => READABLE.has(field.id) && readUnsigned(file, field) > (READABLE.get(field.id) ?? 0),
  );
  if (type === undefined || isNewer || !['matroska', 'webm'].includes(readText(file, type))) {
    throw new NotIndexed('another kind of EBML file');
  }
  const segment = elementAt(file, header.start + header.size, file.size);
  if (segment.id !== SEGMENT || segment.start + segment.size !== file.size) {
    throw new NotIndexed('it ends before or after what it promises');
  }
  return segment;
}

function readSegment(file: FileBytes, segment: Element): { track: MatroskaTrack; clusters: Element[] } {
  let track: MatroskaTrack | undefined;
  let hasInfo = false;
  const clusters: Element[] = [];
  for (const element of elementsIn(file, segment)) {
    requireSound(file, element);
    if (element.id === SEEK_HEAD) requireTruePointers(file, element, segment);
    if (element.id === INFO && !hasInfo) {
      hasInfo = true;
      requirePlainClock(file, element);
    } else if (element.id === TRACKS && track === undefined) track = readMatroskaTrack(file, element);
    else if (element.id === CLUSTER && track !== undefined && hasInfo) clusters.push(element);
    else if (!HARMLESS.includes(element.id)) {
      throw new NotIndexed(`an element out of order (${element.id.toString(16)})`);
    }
  }
  if (track === undefined) throw new NotIndexed('no tracks');
  return { track, clusters };
}

function requirePlainClock(file: FileBytes, info: Element): void {
  for (const element of elementsIn(file, info)) {
    if (element.id === TIMESTAMP_SCALE && readUnsigned(file, element) !== NANOSECONDS_A_TICK) {
      throw new NotIndexed('a clock of other ticks than milliseconds');
    }
  }
}

function headOf(file: FileBytes, { start, size }: MatroskaBlock): Buffer {
  return Buffer.from(file.at(start, Math.min(size, VPX_HEADER_BYTES)));
}

function readFormat(codecName: string, { codecPrivate }: MatroskaTrack, firstPacket: Buffer): CodedFormat {
  switch (codecName) {
    case 'h264':
      return readH264Format(codecPrivate);
    case 'hevc':
      return readHevcFormat(codecPrivate);
    case 'vp8':
      return readVp8Format(firstPacket);
    default:
      return readVp9Format(firstPacket);
  }
}
