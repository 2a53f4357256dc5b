import { Stopwatch } from './stopwatch.js';
import type { StreamedClip } from '../types.js';

/** Complete clips that wait to be taken before decoding has to wait too. */
const MOST_WAITING = 3;

/** Clips between the decoder that completes them and the pool that takes them one by one. */
export class ClipQueue {
  /** The last one is kept back until it is known to be the last. */
  readonly #ready: StreamedClip[] = [];
  readonly #stopping = new AbortController();
  /** Runs while clips are decoded, stands while they wait to be taken. */
  readonly busy = new Stopwatch();
  #end: { failure: Error | undefined } | undefined;
  #wake: () => void = () => undefined;
  #goOn: () => void = () => undefined;

  /** Given when nobody wants more clips. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** The one that was completed last, if it still waits. */
  get last(): StreamedClip | undefined {
    return this.#ready.at(-1);
  }

  /** Ends with what `decoding` does. */
  follow(decoding: Promise<void>): void {
    this.busy.start();
    decoding.then(
      () => this.#finish(undefined),
      (error: unknown) => this.#finish(error instanceof Error ? error : new Error(String(error))),
    );
  }

  push(clips: readonly StreamedClip[]): void {
    this.#ready.push(...clips);
    this.#wake();
  }

  /** A promise to wait for before decoding on; undefined while there is room. */
  room(): Promise<void> | undefined {
    return this.#isFull() ? this.#taken() : undefined;
  }

  /** The next clip, in order; undefined at the end. One call at a time. @throws what decoding threw, after what came whole */
  async next(): Promise<StreamedClip | undefined> {
    while (this.#end === undefined && this.#ready.length < 2) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const clip = this.#ready.shift();
    this.#goOn();
    if (clip === undefined && this.#end?.failure !== undefined) throw this.#end.failure;
    return clip;
  }

  stop(): void {
    this.#stopping.abort();
    this.#goOn();
  }

  #isFull(): boolean {
    return this.#ready.length > MOST_WAITING && !this.signal.aborted;
  }

  async #taken(): Promise<void> {
    this.busy.stop();
    while (this.#isFull()) await new Promise<void>((resolve) => (this.#goOn = resolve));
    this.busy.start();
  }

  #finish(failure: Error | undefined): void {
    this.busy.stop();
    this.#end = { failure };
    this.#wake();
  }
}
