import { VideoError } from '../../errors.js';
import { shortened } from '../../quoted.js';
import type { PacketTimes } from './clock-runs.js';
import { parseDisplayMatrix } from './display-turn.js';

/** Two days of 60 frames a second: a small file may claim far more, all of them the same bytes. */
const MOST_PACKETS = 10_000_000;

/** Ticks, or undefined where the container gives none. */
type Ticks = number | undefined;

/** FFmpeg's rational numbers, such as a time base of 1/12800 seconds a tick. */
export interface Rational {
  numerator: number;
  denominator: number;
}

/** Facts of the file and its first video stream, as ffprobe prints them. */
export interface StreamFacts {
  codecName: string;
  /** The container's own four letters for it, such as avc1. */
  codecTag: string;
  /** FFmpeg's names, such as yuv420p10le, tv or pc, left; `unknown` where the file does not say. */
  pixelFormat: string;
  colorRange: string;
  chromaLocation: string;
  widthPixels: number;
  heightPixels: number;
  timeBase: Rational;
  /** The base frame rate that FFmpeg guesses, and the header's average; 0/0 where unknown. */
  frameRate: Rational;
  averageFrameRate: Rational;
  /** What the header promises, where it does; edit lists and cut files make it differ. */
  promisedFrameCount: number | undefined;
  /** A cover picture rather than a video. */
  isAttachedPicture: boolean;
  /** Nine numbers, row by row, where the container says how to turn the frames for display. */
  displayMatrix: number[] | undefined;
}

export interface FormatFacts {
  formatName: string;
  streamCount: number;
  startSeconds: number;
}

/** A packet of the video stream, in the order of the file. */
export interface PacketFacts {
  pts: Ticks;
  dts: Ticks;
  duration: Ticks;
  isKey: boolean;
  /** An edit list drops it after decoding. */
  isDiscarded: boolean;
}

/** What ffprobe is asked for, and what `PacketList` understands. */
export const PROBE_ENTRIES = [
  'packet=pts,dts,duration,flags',
  'stream=codec_name,codec_tag_string,pix_fmt,color_range,chroma_location,width,height,time_base,r_frame_rate,avg_frame_rate,nb_frames',
  'stream_disposition=attached_pic',
  'stream_side_data=displaymatrix',
  'format=format_name,nb_streams,start_time',
].join(':');

/**
 * Takes ffprobe's `-of compact` output line by line, at 17 bytes a packet, however long the video.
 * Packets that an edit list discards (flag D) are counted but not kept: decoding drops them.
 */
export class PacketList implements PacketTable {
  stream: StreamFacts | undefined;
  format: FormatFacts | undefined;
  packetCount = 0;
  firstKeyPacket: number | undefined;
  firstKeyPts: Ticks;
  displayLagTicks = 0;
  lastDurationTicks = 0;
  #lastTicks = -Infinity;
  #lastDts = -Infinity;
  readonly #pts = new GrowingList(Float64Array);
  readonly #dts = new GrowingList(Float64Array);
  readonly #isKey = new GrowingList(Uint8Array);

  addLine(line: string): void {
    if (line.startsWith('packet|')) this.addPacket(parsePacket(line));
    else if (line.startsWith('stream|')) this.stream ??= parseStream(line);
    else if (line.startsWith('format|')) this.format ??= parseFormat(fieldsOf(line));
  }

  get pts(): Float64Array {
    return this.#pts.numbers;
  }

  get dts(): Float64Array {
    return this.#dts.numbers;
  }

  get isKey(): Uint8Array {
    return this.#isKey.numbers;
  }

  /** @throws VideoError TOO_LARGE */
  addPacket({ pts, dts, duration, isKey, isDiscarded }: PacketFacts): void {
    if (this.packetCount === MOST_PACKETS) throw tooManyPackets();
    if (this.packetCount === 0 && pts !== undefined && dts !== undefined) this.displayLagTicks = pts - dts;
    if (isKey && this.firstKeyPacket === undefined) {
      this.firstKeyPacket = this.packetCount;
      this.firstKeyPts = pts;
    }
    this.packetCount++;
    if (isDiscarded) return;
    this.#pts.push(pts ?? NaN);
    this.#dts.push(dts ?? NaN);
    this.#isKey.push(isKey ? 1 : 0);
    const ticks = pts ?? dts ?? this.packetCount;
    // Where the clock begins anew, what was shown last before is not.
    if (dts !== undefined && dts < this.#lastDts) this.#lastTicks = -Infinity;
    this.#lastDts = dts ?? this.#lastDts;
    if (ticks < this.#lastTicks) return;
    this.#lastTicks = ticks;
    this.lastDurationTicks = duration ?? 0;
  }
}

/** Numbers, as many as come. */
class GrowingList<T extends Float64Array | Uint8Array> {
  readonly #ArrayType: new (length: number) => T;
  #numbers: T;
  #length = 0;

  constructor(ArrayType: new (length: number) => T) {
    this.#ArrayType = ArrayType;
    this.#numbers = new ArrayType(256);
  }

  get numbers(): T {
    return this.#numbers.subarray(0, this.#length) as T;
  }

  push(number: number): void {
    if (this.#length === this.#numbers.length) {
      const grown = new this.#ArrayType(this.#length * 2);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[this.#length++] = number;
  }
}

/** `packet|pts=0|flags=K_` → pts, flags. Values hold no `|`: all are numbers or FFmpeg's own names. */
function fieldsOf(line: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const field of line.trimEnd().split('|')) {
    const equals = field.indexOf('=');
    if (equals > 0) fields.set(field.slice(0, equals), field.slice(equals + 1));
  }
  return fields;
}

function parsePacket(line: string): PacketFacts {
  const fields = fieldsOf(line);
  const flags = fields.get('flags') ?? '';
  return {
    pts: ticksOf(fields.get('pts')),
    dts: ticksOf(fields.get('dts')),
    duration: ticksOf(fields.get('duration')),
    isKey: flags.includes('K'),
    isDiscarded: flags.includes('D'),
  };
}

/** `N/A` where there are none; what is no whole number is as good as none. */
function ticksOf(text: string | undefined): Ticks {
  const ticks = text === undefined || text === '' ? NaN : Number(text);
  return Number.isSafeInteger(ticks) ? ticks : undefined;
}

function parseStream(line: string): StreamFacts {
  const fields = fieldsOf(line);
  const promised = Number(fields.get('nb_frames'));
  return {
    codecName: nameOf(fields, 'codec_name'),
    codecTag: nameOf(fields, 'codec_tag_string'),
    pixelFormat: nameOf(fields, 'pix_fmt'),
    colorRange: nameOf(fields, 'color_range'),
    chromaLocation: nameOf(fields, 'chroma_location'),
    widthPixels: Number(fields.get('width') ?? 0),
    heightPixels: Number(fields.get('height') ?? 0),
    timeBase: parseRational(fields.get('time_base')),
    frameRate: parseRational(fields.get('r_frame_rate')),
    averageFrameRate: parseRational(fields.get('avg_frame_rate')),
    promisedFrameCount: Number.isFinite(promised) ? promised : undefined,
    isAttachedPicture: fields.get('disposition:attached_pic') === '1',
    // FFmpeg's versions differ in what they put before the name.
    displayMatrix: parseDisplayMatrix(/displaymatrix=([^|]*)/.exec(line)?.[1] ?? ''),
  };
}

/** FFmpeg's own names are short; messages hold them. */
function nameOf(fields: Map<string, string>, key: string): string {
  return shortened(fields.get(key) ?? 'unknown');
}

function parseFormat(fields: Map<string, string>): FormatFacts {
  const startSeconds = Number(fields.get('start_time'));
  return {
    formatName: nameOf(fields, 'format_name'),
    streamCount: Number(fields.get('nb_streams') ?? 0),
    startSeconds: Number.isFinite(startSeconds) ? startSeconds : 0,
  };
}

function parseRational(text: string | undefined): Rational {
  const [numerator = NaN, denominator = NaN] = (text ?? '').split('/').map(Number);
  const isWhole = Number.isSafeInteger(numerator) && Number.isSafeInteger(denominator);
  return isWhole ? { numerator, denominator } : { numerator: 0, denominator: 0 };
}

function tooManyPackets(): VideoError {
  return new VideoError(`it claims more than ${MOST_PACKETS} frames`, {
    code: 'TOO_LARGE',
    hint: 'cut it into shorter videos, or leave it out',
  });
}

/** What the packets of a video tell, wherever they were listed. */
export interface PacketTable extends PacketTimes {
  /** All packets, discarded ones included: the times are of the others. */
  readonly packetCount: number;
  /** How much later than decoded the first packet is shown; 0 where the container does not say. */
  readonly displayLagTicks: number;
  /** Where among all packets the first key frame is; undefined without any. */
  readonly firstKeyPacket: number | undefined;
  /** Its presentation timestamp. */
  readonly firstKeyPts: number | undefined;
  /** How long the packet shown last says that it is shown, in ticks; 0 where it does not. */
  readonly lastDurationTicks: number;
}
