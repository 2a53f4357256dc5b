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
  /** FFmpeg's names, such as yuv420p10le, tv or pc, left; `unknown` where the file does not say. */
  pixelFormat: string;
  colorRange: string;
  chromaLocation: string;
  widthPixels: number;
  heightPixels: number;
  timeBase: Rational;
  frameRate: Rational;
  /** What the header promises, where it does; edit lists and cut files make it differ. */
  promisedFrameCount: number | undefined;
  /** A cover picture rather than a video. */
  isAttachedPicture: boolean;
}

export interface FormatFacts {
  formatName: string;
  streamCount: number;
  startSeconds: number;
}

/** What ffprobe is asked for, and what `PacketList` understands. */
export const PROBE_ENTRIES = [
  'packet=pts,dts,flags',
  'stream=codec_name,pix_fmt,color_range,chroma_location,width,height,time_base,r_frame_rate,nb_frames',
  'stream_disposition=attached_pic',
  'format=format_name,nb_streams,start_time',
].join(':');

/**
 * Takes ffprobe's `-of compact` output line by line, at 16 bytes a packet, however long the video.
 * Packets that an edit list discards (flag D) are counted but not kept: decoding drops them.
 */
export class PacketList {
  stream: StreamFacts | undefined;
  format: FormatFacts | undefined;
  /** All packets, discarded ones included. */
  packetCount = 0;
  startsWithKeyFrame = false;
  readonly #pts = new TickList();
  readonly #dts = new TickList();

  addLine(line: string): void {
    if (line.startsWith('packet|')) this.#addPacket(line);
    else if (line.startsWith('stream|')) this.stream ??= parseStream(fieldsOf(line));
    else if (line.startsWith('format|')) this.format ??= parseFormat(fieldsOf(line));
  }

  /** How many packets decoding turns into frames. */
  get frameCount(): number {
    return this.#pts.length;
  }

  /** Ascending presentation timestamps in ticks, one a frame, or undefined if any is missing. */
  get sortedPts(): Float64Array | undefined {
    return this.#pts.sorted();
  }

  /** The same of the decoding timestamps. */
  get sortedDts(): Float64Array | undefined {
    return this.#dts.sorted();
  }

  #addPacket(line: string): void {
    const fields = fieldsOf(line);
    const flags = fields.get('flags') ?? '';
    if (this.packetCount++ === 0) this.startsWithKeyFrame = flags.includes('K');
    if (flags.includes('D')) return;
    this.#pts.push(ticksOf(fields.get('pts')));
    this.#dts.push(ticksOf(fields.get('dts')));
  }
}

class TickList {
  #ticks = new Float64Array(256);
  #complete = true;
  length = 0;

  push(ticks: Ticks): void {
    if (ticks === undefined) this.#complete = false;
    if (this.length === this.#ticks.length) {
      const grown = new Float64Array(this.length * 2);
      grown.set(this.#ticks);
      this.#ticks = grown;
    }
    this.#ticks[this.length++] = ticks ?? 0;
  }

  sorted(): Float64Array | undefined {
    return this.#complete ? this.#ticks.slice(0, this.length).sort() : undefined;
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

function ticksOf(text: string | undefined): Ticks {
  return text === undefined || text === 'N/A' ? undefined : Number(text);
}

function parseStream(fields: Map<string, string>): StreamFacts {
  const promised = Number(fields.get('nb_frames'));
  return {
    codecName: fields.get('codec_name') ?? 'unknown',
    pixelFormat: fields.get('pix_fmt') ?? 'unknown',
    colorRange: fields.get('color_range') ?? 'unknown',
    chromaLocation: fields.get('chroma_location') ?? 'unknown',
    widthPixels: Number(fields.get('width') ?? 0),
    heightPixels: Number(fields.get('height') ?? 0),
    timeBase: parseRational(fields.get('time_base')),
    frameRate: parseRational(fields.get('r_frame_rate')),
    promisedFrameCount: Number.isFinite(promised) ? promised : undefined,
    isAttachedPicture: fields.get('disposition:attached_pic') === '1',
  };
}

function parseFormat(fields: Map<string, string>): FormatFacts {
  const startSeconds = Number(fields.get('start_time'));
  return {
    formatName: fields.get('format_name') ?? 'unknown',
    streamCount: Number(fields.get('nb_streams') ?? 0),
    startSeconds: Number.isFinite(startSeconds) ? startSeconds : 0,
  };
}

function parseRational(text: string | undefined): Rational {
  const [numerator, denominator] = (text ?? '').split('/').map(Number);
  return { numerator: numerator ?? 0, denominator: denominator ?? 0 };
}
