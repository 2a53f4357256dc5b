import { FfmpegLog } from './ffmpeg-log.js';
import { LineSplitter } from './line-splitter.js';

/** What the showinfo filter logs of each frame. */
const SHOWN_FRAME = /\bn: *\d+ pts: *(-?\d+|NOPTS) /;

/**
 * Pairs the frames that come through one pipe of ffmpeg with the timestamps that it logs through the other: the log of
 * a frame is written before the frame, but may be read after it.
 */
export class FrameArrivals<T> {
  readonly log = new FfmpegLog();
  /** How many frames have been paired. */
  count = 0;
  readonly #onPair: (frame: T, ticks: number) => void;
  readonly #frames: T[] = [];
  readonly #ticks: number[] = [];
  readonly #lines = new LineSplitter((line) => this.#addLine(line));

  /** @param onPair gets each frame in order; ticks are NaN where the decoder gives none */
  constructor(onPair: (frame: T, ticks: number) => void) {
    this.#onPair = onPair;
  }

  /** Whether ffmpeg has built its filters anew, and all frames from before have come. */
  get isOver(): boolean {
    return this.log.inputSizes.length > 1 && this.#ticks.length === 0;
  }

  addFrame(frame: T): void {
    this.#frames.push(frame);
    this.#pair();
  }

  addLog(chunk: Buffer): void {
    this.#lines.push(chunk);
  }

  end(): void {
    this.#lines.end();
  }

  #addLine(line: string): void {
    const ticks = SHOWN_FRAME.exec(line)?.[1];
    if (ticks === undefined) {
      this.log.addLine(line);
      return;
    }
    // Once ffmpeg has built its filters anew, frames are no longer what they were.
    if (this.log.inputSizes.length > 1) return;
    this.#ticks.push(Number(ticks));
    this.#pair();
  }

  #pair(): void {
    while (this.#frames.length > 0 && this.#ticks.length > 0) {
      const frame = this.#frames.shift();
      const ticks = this.#ticks.shift();
      if (frame === undefined || ticks === undefined) return;
      this.count += 1;
      this.#onPair(frame, ticks);
    }
  }
}
