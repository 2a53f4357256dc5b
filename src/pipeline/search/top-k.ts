/** The `k` best of a stream in memory for 2k: what cannot be among them is let go at once. */
export class TopK<T> {
  #kept: T[] = [];
  /** what a newcomer must come before, once there are k */
  #worst: T | undefined;

  /** @param compare negative if `a` comes first; no two items may be equal */
  constructor(
    private readonly k: number,
    private readonly compare: (a: T, b: T) => number,
  ) {}

  offer(item: T): void {
    if (this.#worst !== undefined && this.compare(item, this.#worst) > 0) return;
    this.#kept.push(item);
    if (this.#kept.length >= 2 * this.k) this.#prune();
  }

  /** Best first. */
  best(): T[] {
    this.#prune();
    return [...this.#kept];
  }

  #prune(): void {
    this.#kept = this.#kept.sort(this.compare).slice(0, this.k);
    if (this.#kept.length === this.k) this.#worst = this.#kept.at(-1);
  }
}
