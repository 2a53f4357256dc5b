/** Started with a run: the wall's clock says when that was, and one that nobody sets how long ago. */
export class RunClock {
  readonly startedAt = new Date();
  readonly #startMs = performance.now();

  elapsedMs(): number {
    return performance.now() - this.#startMs;
  }
}
