import {
  AV_DISPOSITION_ATTACHED_PIC,
  AV_NOPTS_VALUE,
  AV_PKT_DATA_DISPLAYMATRIX,
  AVDISCARD_ALL,
  AVMEDIA_TYPE_VIDEO,
  AVSEEK_FLAG_BACKWARD,
} from 'node-av/constants';
import { avGetCodecName, Dictionary, FFmpegError, FormatContext } from 'node-av/lib';
import type { Packet, Rational as NativeRational, Stream } from 'node-av/lib';
import { whitelists } from '../ffmpeg/ffmpeg-input.js';
import { roundedPixels, type InputRules } from '../input-rules.js';
import type { FormatFacts, Rational, StreamFacts } from '../packets/packet-list.js';

const MICROSECONDS = 1e6;

/** A file could not be opened: the reason in FFmpeg's words. */
export class OpenFailure extends Error {}

/** An open file and its first video stream that is no cover picture, whose packets alone are read. */
export class Container {
  readonly #format: FormatContext;
  /** Undefined where there is no video stream. */
  readonly stream: Stream | undefined;

  /**
   * @param path absolute, of a regular file: FFmpeg would wait for a FIFO for ever.
   * @throws OpenFailure
   */
  constructor(path: string, rules: InputRules) {
    this.#format = new FormatContext();
    const { protocols, formats } = whitelists(rules);
    // As for ffprobe: no protocol but files, no container that names others.
    const options = Dictionary.fromObject({
      protocol_whitelist: protocols,
      format_whitelist: formats,
    });
    // It decodes frames where the header leaves something open.
    const limits = Dictionary.fromObject({ max_pixels: roundedPixels(rules) });
    try {
      this.#require(this.#format.openInputSync(`file:${path}`, null, options));
      // node-av hands over one set of options where FFmpeg reads one for each stream.
      const isAlone = this.#format.nbStreams === 1;
      this.#require(this.#format.findStreamInfoSync(isAlone ? limits : null));
    } finally {
      options.free();
      limits.free();
    }
    const { streams } = this.#format;
    const pictures = streams.filter(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_VIDEO);
    this.stream =
      pictures.find(({ disposition }) => (disposition & AV_DISPOSITION_ATTACHED_PIC) === 0) ?? pictures[0];
    for (const stream of streams) if (stream.index !== this.stream?.index) stream.discard = AVDISCARD_ALL;
  }

  get formatFacts(): FormatFacts {
    const { iformat, nbStreams, startTime } = this.#format;
    return {
      formatName: iformat?.name ?? 'unknown',
      streamCount: nbStreams,
      startSeconds: startTime === AV_NOPTS_VALUE ? 0 : Number(startTime) / MICROSECONDS,
    };
  }

  /** Reads the next packet of the video stream into `packet`; false at the end, or where the file cannot be read on. */
  read(packet: Packet): boolean {
    for (;;) {
      packet.unref();
      if (this.#format.readFrameSync(packet) < 0) return false;
      if (packet.streamIndex === this.stream?.index) return true;
    }
  }

  /** Goes to the last key packet at or before this decoding time. @returns whether it could */
  seek(ticks: number): boolean {
    if (this.stream === undefined) return false;
    return this.#format.seekFrameSync(this.stream.index, BigInt(ticks), AVSEEK_FLAG_BACKWARD) >= 0;
  }

  close(): void {
    this.#format.closeInputSync();
  }

  #require(status: number): void {
    if (status >= 0) return;
    this.close();
    throw new OpenFailure(FFmpegError.strerror(status));
  }
}

/** What ffprobe prints of a stream; what only the ffmpeg command has to be told is left unknown. */
export function streamFactsOf(stream: Stream): StreamFacts {
  const { codecpar, timeBase, nbFrames, rFrameRate, avgFrameRate, disposition } = stream;
  const codecName = avGetCodecName(codecpar.codecId) ?? 'none';
  return {
    codecName: codecName === 'none' ? 'unknown' : codecName,
    codecTag: codecpar.codecTagString ?? 'unknown',
    pixelFormat: 'unknown',
    colorRange: 'unknown',
    chromaLocation: 'unknown',
    widthPixels: codecpar.width,
    heightPixels: codecpar.height,
    timeBase: rationalOf(timeBase),
    frameRate: rationalOf(rFrameRate),
    averageFrameRate: rationalOf(avgFrameRate),
    promisedFrameCount: nbFrames > 0n ? Number(nbFrames) : undefined,
    isAttachedPicture: (disposition & AV_DISPOSITION_ATTACHED_PIC) !== 0,
    displayMatrix: readMatrix(codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX)),
  };
}

function rationalOf({ num, den }: NativeRational): Rational {
  return { numerator: num, denominator: den };
}

/** Nine whole numbers, as ffprobe prints them. */
function readMatrix(data: Buffer | null): number[] | undefined {
  if (data?.length !== 36) return undefined;
  return Array.from({ length: 9 }, (_, i) => data.readInt32LE(4 * i));
}
