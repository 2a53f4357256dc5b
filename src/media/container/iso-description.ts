import { readH264Format } from './h264-format.js';
import { readHevcFormat } from './hevc-format.js';
import { boxesIn, requireBox, requireKnown } from './iso-boxes.js';
import type { CodedFormat } from './nal-format.js';
import { NotIndexed } from './not-indexed.js';
import { readVp9Format } from './vpx-format.js';

/** What a track's sample description (stsd) says. */
export interface IsoDescription {
  codecName: string;
  /** Its four letters, such as avc1. */
  codecTag: string;
  widthPixels: number;
  heightPixels: number;
  /** Reads the codec's own headers. */
  readFormat: (firstPacket: Buffer) => CodedFormat;
}

const CODEC_NAMES: Record<string, string> = { avc1: 'h264', hvc1: 'hevc', hev1: 'hevc', vp09: 'vp9' };
/** What may stand beside the codec's configuration; none of it changes frames' numbers or 8-bit 4:2:0's RGB. */
const HARMLESS = ['pasp', 'colr', 'btrt', 'fiel', 'clli', 'mdcv'];
/** Fields of a video sample entry before its boxes, from its four letters on. */
const ENTRY_BYTES = 78;
const COLOUR_DEPTH = 24;

/** @throws NotIndexed for codecs that are not served, and more than one description. */
export function readDescription(stsd: Buffer): IsoDescription {
  const entries = boxesIn(stsd.subarray(8));
  const [entry] = entries;
  if (entry === undefined || entries.length > 1 || stsd.readUInt32BE(4) !== 1) {
    throw new NotIndexed('not exactly one description');
  }
  const { type, body } = entry;
  const codecName = CODEC_NAMES[type];
  if (codecName === undefined) throw new NotIndexed('a codec that is not served');
  // Less is a palette's.
  if (body.readUInt16BE(74) !== COLOUR_DEPTH) throw new NotIndexed('an odd depth');
  const boxes = boxesIn(body.subarray(ENTRY_BYTES));
  const configuration = { h264: 'avcC', hevc: 'hvcC', vp9: 'vpcC' }[codecName] ?? '';
  requireKnown(boxes, [...HARMLESS, configuration]);
  const record = requireBox(boxes, configuration);
  return {
    codecName,
    codecTag: type,
    widthPixels: body.readUInt16BE(24),
    heightPixels: body.readUInt16BE(26),
    readFormat: (firstPacket) => {
      if (codecName === 'h264') return readH264Format(record);
      return codecName === 'hevc' ? readHevcFormat(record) : readVp9Format(firstPacket);
    },
  };
}
