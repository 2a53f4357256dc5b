import { resizeToCrops } from '../../image/resize.js';

/** Adds up the time between its starts and stops. */
export class Stopwatch {
  #startedMs: number | undefined;
  #totalMs = 0;

  start(): void {
    this.#startedMs ??= performance.now();
  }

  stop(): void {
    if (this.#startedMs !== undefined) this.#totalMs += performance.now() - this.#startedMs;
    this.#startedMs = undefined;
  }

  /** Milliseconds since the last time this was asked; if it is running, it keeps running. */
  take(): number {
    const isRunning = this.#startedMs !== undefined;
    this.stop();
    if (isRunning) this.start();
    const milliseconds = this.#totalMs;
    this.#totalMs = 0;
    return milliseconds;
  }
}

/** A decoder process has one thread: whatever it resizes is for the request under way. */
export const resizeWatch = new Stopwatch();

/** `resizeToCrops`, its time counted: frames are resized while they come, in the middle of decoding. */
export function timedResize(...frame: Parameters<typeof resizeToCrops>): void {
  resizeWatch.start();
  resizeToCrops(...frame);
  resizeWatch.stop();
}
