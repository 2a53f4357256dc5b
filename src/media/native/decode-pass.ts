import type { Frame } from 'node-av/lib';
import { changedInside } from '../clips/decode-errors.js';
import type { Way } from '../clips/pass-decoder.js';
import { eventLoopTurn } from './complaints.js';
import { FrameDecoder } from './frame-decoder.js';
import { ticksOf } from './list-packet.js';
import type { NativeVideo } from './native-video.js';
import { startPositions } from './start-positions.js';
import { at } from '../../at.js';

/** How long this process may be deaf to the pool. */
const TURN_EVERY_MS = 20;

export interface Pass {
  /** Ascending, distinct. */
  frames: readonly number[];
  /**
   * A `seek` leaps to later key packets too, where they are before the next wanted frame, skips what is not needed, and is
   * given up as soon as a frame fails to come.
   */
  by: Way;
  /** The frame is good until this returns; a promise stops the decoder meanwhile. */
  onFrame: (frame: Frame, number: number) => void | Promise<void>;
  /** Ends the pass early. */
  signal?: AbortSignal | undefined;
}

export interface PassResult {
  /** How many of the wanted frames came. */
  cameCount: number;
  /** How many came out of the decoder in all. */
  decodedCount: number;
  /** What the decoder refused to decode, in FFmpeg's words. */
  complaint: string | undefined;
}

/**
 * Decodes the wanted frames and no further than the last of them.
 * @throws VideoError NO_DECODER, SIZE_CHANGED; what `onFrame` throws
 */
export async function decodePass(video: NativeVideo, pass: Pass): Promise<PassResult> {
  if (pass.signal?.aborted === true) return { cameCount: 0, decodedCount: 0, complaint: undefined };
  const decoder = FrameDecoder.open(video.codec);
  try {
    return await new DecodePass(video, pass, decoder).run();
  } finally {
    decoder.close();
  }
}

class DecodePass {
  readonly #video: NativeVideo;
  readonly #pass: Pass;
  readonly #decoder: FrameDecoder;
  /** Timestamps of the wanted frames; undefined when counting. */
  readonly #ticks: Float64Array | undefined;
  /** Where the next frame wanted is among them. */
  #place = 0;
  #cameCount = 0;
  #decodedCount = 0;
  #isOver = false;
  #lastTurnMs = performance.now();

  constructor(video: NativeVideo, pass: Pass, decoder: FrameDecoder) {
    this.#video = video;
    this.#pass = pass;
    this.#decoder = decoder;
    const { pts } = video.index;
    if (pass.by !== 'count') this.#ticks = Float64Array.from(pass.frames, (frame) => pts?.[frame] ?? NaN);
  }

  async run(): Promise<PassResult> {
    const { packets } = this.#video;
    const starts =
      this.#pass.by === 'seek' && this.#ticks !== undefined
        ? startPositions(packets, this.#ticks)
        : undefined;
    for (let start: number | undefined = starts?.[0] ?? 0; start !== undefined;) {
      start = await this.#runFrom(start, starts);
      if (start !== undefined) this.#decoder.restart();
    }
    if (!this.#isOver) await this.#take(this.#decoder.decode(null));
    const { complaint } = this.#decoder;
    return { cameCount: this.#cameCount, decodedCount: this.#decodedCount, complaint };
  }

  /** @returns where to go on, if not with the packet that follows */
  async #runFrom(start: number, starts: Int32Array | undefined): Promise<number | undefined> {
    const { feed, packets } = this.#video;
    const wanted = starts === undefined ? undefined : new Set(this.#ticks);
    let position = start;
    for (const packet of feed.from(start)) {
      const isWanted = wanted?.has(packets.ptsAt(position)) ?? true;
      await this.#take(this.#decoder.decode(packet, isWanted));
      if (this.#isOver) return undefined;
      position += 1;
      const next = starts?.[this.#place] ?? 0;
      if (next > position) return next;
      const isDue = performance.now() - this.#lastTurnMs > TURN_EVERY_MS;
      if (isDue && (await this.#turn())) return undefined;
    }
    return undefined;
  }

  async #take(frames: Iterable<Frame>): Promise<void> {
    for (const frame of frames) {
      this.#requireSize(frame);
      const place = this.#recognize(frame);
      this.#decodedCount += 1;
      if (this.#isOver) return;
      if (place === undefined) continue;
      this.#cameCount += 1;
      await this.#pass.onFrame(frame, at(this.#pass.frames, place));
      this.#isOver ||= this.#place >= this.#pass.frames.length || this.#isAborted;
      if (this.#isOver) return;
    }
  }

  /** Which of the wanted frames this is. */
  #recognize(frame: Frame): number | undefined {
    if (this.#ticks === undefined) {
      if (this.#pass.frames[this.#place] !== this.#decodedCount) return undefined;
      return this.#place++;
    }
    const ticks = ticksOf(frame.pts) ?? ticksOf(frame.bestEffortTimestamp) ?? NaN;
    for (; (this.#ticks[this.#place] ?? Infinity) < ticks; this.#place++) {
      // One did not come: from the beginning it might.
      if (this.#pass.by === 'seek') this.#isOver = true;
    }
    return this.#ticks[this.#place] === ticks ? this.#place++ : undefined;
  }

  #requireSize({ width, height }: Frame): void {
    const { widthPixels, heightPixels } = this.#video.index.stream;
    if (width === widthPixels && height === heightPixels) return;
    throw changedInside([`${widthPixels}x${heightPixels}`, `${width}x${height}`]);
  }

  /** @returns whether the pass was ended meanwhile */
  async #turn(): Promise<boolean> {
    await eventLoopTurn();
    this.#lastTurnMs = performance.now();
    this.#isOver ||= this.#isAborted;
    return this.#isOver;
  }

  /** The video may be closed by then: nothing of it may be touched. */
  get #isAborted(): boolean {
    return this.#pass.signal?.aborted ?? false;
  }
}
