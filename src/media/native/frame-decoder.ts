import { AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import {
  Codec,
  CodecContext,
  CodecParameters,
  FFmpegError,
  Frame,
  Rational,
  type Packet,
  type Stream,
} from 'node-av/lib';
import { noDecoder, noFrames } from '../clips/decode-errors.js';
import { roundedPixels, type InputRules } from '../input-rules.js';
import type { StreamFacts } from '../packets/packet-list.js';

/** Where a frame that no other refers to may be skipped without a trace: HEVC's temporal layers make it unsafe. */
const SKIPPING_CODEC = 'h264';

/** What a decoder has to know of a stream. */
export interface StreamCodec {
  parameters: CodecParameters;
  timeBase: Rational;
  facts: StreamFacts;
  maxPixels: number;
}

/** A copy of its own: a stream is gone as soon as its file is closed, or opened anew. */
export function copyCodec(
  { codecpar, timeBase }: Stream,
  facts: StreamFacts,
  rules: InputRules,
): StreamCodec {
  const parameters = new CodecParameters();
  parameters.alloc();
  codecpar.copy(parameters);
  const timeBaseOfItsOwn = new Rational(timeBase.num, timeBase.den);
  return { parameters, timeBase: timeBaseOfItsOwn, facts, maxPixels: roundedPixels(rules) };
}

/** The codec of a stream, decoding on one thread: the pool keeps all cores busy. */
export class FrameDecoder {
  readonly #context: CodecContext;
  readonly #frame = new Frame();
  readonly #canSkip: boolean;
  #isSkipping = false;
  /** What it refused to decode, in FFmpeg's words; the first. */
  complaint: string | undefined;

  private constructor(context: CodecContext, canSkip: boolean) {
    this.#context = context;
    this.#canSkip = canSkip;
    this.#frame.alloc();
  }

  /** @throws VideoError NO_DECODER, NO_FRAMES */
  static open({ parameters, timeBase, facts, maxPixels }: StreamCodec): FrameDecoder {
    const codec = Codec.findDecoder(parameters.codecId);
    if (codec === null) throw noDecoder(facts, 'native');
    const context = new CodecContext();
    context.allocContext3(codec);
    context.parametersToContext(parameters);
    context.pktTimebase = timeBase;
    context.threadCount = 1;
    context.setOption('max_pixels', String(maxPixels));
    const status = context.open2Sync(codec);
    if (status < 0) {
      context.freeContext();
      throw noFrames([FFmpegError.strerror(status)], facts, 'native');
    }
    return new FrameDecoder(context, codec.name === SKIPPING_CODEC);
  }

  /**
   * @param packet null for what is left after the last one
   * @param isWanted whether its own frame is; others may be skipped if nothing refers to them
   * @returns the frames that come out, each good until the next one is asked for
   */
  *decode(packet: Packet | null, isWanted = true): Generator<Frame, void, undefined> {
    this.#skip(!isWanted);
    let status = this.#context.sendPacketSync(packet);
    if (status === AVERROR_EAGAIN) {
      yield* this.#receive();
      status = this.#context.sendPacketSync(packet);
    }
    this.#note(status);
    yield* this.#receive();
  }

  /** Forgets what it has decoded: the next packet is a key packet. */
  restart(): void {
    this.#context.flushBuffers();
  }

  close(): void {
    this.#frame.free();
    this.#context.freeContext();
  }

  *#receive(): Generator<Frame, void, undefined> {
    for (;;) {
      const status = this.#context.receiveFrameSync(this.#frame);
      if (status === AVERROR_EAGAIN) return;
      this.#note(status);
      if (status < 0) return;
      yield this.#frame;
      this.#frame.unref();
    }
  }

  #note(status: number): void {
    if (status < 0 && status !== AVERROR_EOF && status !== AVERROR_EAGAIN)
      this.complaint ??= FFmpegError.strerror(status);
  }

  #skip(isSkipping: boolean): void {
    if (!this.#canSkip || isSkipping === this.#isSkipping) return;
    this.#isSkipping = isSkipping;
    this.#context.setOption('skip_frame', isSkipping ? 'noref' : 'default');
  }
}
