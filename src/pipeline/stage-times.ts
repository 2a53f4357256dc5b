/** Milliseconds by stage. */
export type StageMilliseconds = Record<string, number>;

/** Milliseconds spent in each stage, over all videos: stages overlap, so the sum may pass the run's length. */
export class StageTimes {
  readonly #milliseconds = new Map<string, number>();
  readonly #others: () => Readonly<StageMilliseconds>;

  /** @param others stages whose time is counted elsewhere */
  constructor(others: () => Readonly<StageMilliseconds> = () => ({})) {
    this.#others = others;
  }

  async measure<T>(stage: string, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.add(stage, performance.now() - started);
    }
  }

  add(stage: string, milliseconds: number): void {
    this.#milliseconds.set(stage, (this.#milliseconds.get(stage) ?? 0) + milliseconds);
  }

  /** So far. */
  toMilliseconds(): StageMilliseconds {
    return { ...this.#others(), ...Object.fromEntries(this.#milliseconds) };
  }

  /** Seconds by stage, to the millisecond. */
  toSeconds(): Record<string, number> {
    return Object.fromEntries(
      Object.entries(this.toMilliseconds()).map(([stage, ms]) => [stage, Math.round(ms) / 1000]),
    );
  }
}
