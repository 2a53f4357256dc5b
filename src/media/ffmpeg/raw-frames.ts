/** Cuts a stream of raw frames, all of one length, into frames; what comes after the last one wanted is let go. */
export class RawFrames {
  readonly #frame: Uint8Array;
  readonly #mostFrames: number;
  readonly #onFrame: (frame: Uint8Array, position: number) => void;
  #filledBytes = 0;
  /** How many whole frames came. */
  count = 0;
  /** Whether more came than was asked for. */
  hasSurplus = false;

  /** @param onFrame gets each frame and its place in the stream; the bytes are good until it returns. */
  constructor(
    { frameBytes, mostFrames }: { frameBytes: number; mostFrames: number },
    onFrame: (frame: Uint8Array, position: number) => void,
  ) {
    this.#frame = new Uint8Array(frameBytes);
    this.#mostFrames = mostFrames;
    this.#onFrame = onFrame;
  }

  /** Bytes of a last frame that never became whole. */
  get leftoverBytes(): number {
    return this.#filledBytes;
  }

  push(chunk: Buffer): void {
    let from = 0;
    while (from < chunk.length) {
      if (this.count === this.#mostFrames) {
        this.hasSurplus = true;
        return;
      }
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
