/** Cuts a stream of raw frames, all of one length, into frames. */
export class RawFrames {
  readonly #frame: Uint8Array;
  readonly #onFrame: (frame: Uint8Array, position: number) => void;
  #filledBytes = 0;
  /** How many whole frames came. */
  count = 0;

  /** @param onFrame gets each frame and its place in the stream; the bytes are good until it returns. */
  constructor(frameBytes: number, onFrame: (frame: Uint8Array, position: number) => void) {
    this.#frame = new Uint8Array(frameBytes);
    this.#onFrame = onFrame;
  }

  /** Bytes of a last frame that never became whole. */
  get leftoverBytes(): number {
    return this.#filledBytes;
  }

  push(chunk: Buffer): void {
    let from = 0;
    while (from < chunk.length) {
      const taken = Math.min(this.#frame.length - this.#filledBytes, chunk.length - from);
      this.#frame.set(chunk.subarray(from, from + taken), this.#filledBytes);
      this.#filledBytes += taken;
      from += taken;
      if (this.#filledBytes < this.#frame.length) continue;
      this.#filledBytes = 0;
      this.#onFrame(this.#frame, this.count++);
    }
  }
}
