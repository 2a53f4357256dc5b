/** Pulls a stream before it is asked, until so many items wait. */
export class ReadAhead<T> {
  readonly #items: { value: T }[] = [];
  readonly #iterator: AsyncIterator<T>;
  readonly #size: number;
  #isPulling = false;
  #hasEnded = false;
  #failure: { error: unknown } | undefined;
  #wake: () => void = () => undefined;

  constructor(source: AsyncIterable<T>, size: number) {
    this.#iterator = source[Symbol.asyncIterator]();
    this.#size = size;
    void this.#pull();
  }

  /** The next item, or undefined at the end. One call at a time. @throws what the stream throws, in its place */
  async next(): Promise<{ value: T } | undefined> {
    while (this.#items.length === 0 && !this.#hasEnded) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const item = this.#items.shift();
    if (item === undefined && this.#failure !== undefined) throw this.#failure.error;
    void this.#pull();
    return item;
  }

  /** Nothing more is wanted; the stream ends when it can. */
  close(): void {
    this.#hasEnded = true;
    this.#iterator.return?.().catch(() => undefined);
  }

  async #pull(): Promise<void> {
    if (this.#isPulling) return;
    this.#isPulling = true;
    try {
      while (!this.#hasEnded && this.#items.length < this.#size) {
        const next = await this.#iterator.next();
        if (next.done === true) this.#hasEnded = true;
        else this.#items.push({ value: next.value });
        this.#wake();
      }
    } catch (error) {
      this.#failure = { error };
      this.#hasEnded = true;
      this.#wake();
    } finally {
      this.#isPulling = false;
    }
  }
}
