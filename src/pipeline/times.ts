import type { DecoderPool } from '../media/pool/decoder-pool.js';
import type { XclipModel } from '../xclip/model.js';

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

/** A clock for stages that also reports what the decoders and the inference thread count themselves. */
export function engineTimes({ model, pool }: { model: XclipModel; pool: DecoderPool }): StageTimes {
  return new StageTimes(() => ({
    ...pool.busyMs,
    inference: model.busyMs('video'),
    score: model.busyMs('scorer'),
  }));
}

interface WaitOptions {
  pool: Pick<DecoderPool, 'busyMs' | 'processCount'>;
  times: StageTimes;
}

/**
 * Passes clips on and adds up which side waits for the other: `inference_waiting` is the time until a clip that was asked for came,
 * `decoders_waiting` what the decoder processes that run did not spend on videos, summed over them.
 */
export async function* timeWaits<T>(
  clips: AsyncIterable<T>,
  { pool, times }: WaitOptions,
): AsyncGenerator<T, void, undefined> {
  let askedMs = performance.now();
  let countedMs = askedMs;
  let countedBusyMs = sum(pool.busyMs);
  for await (const clip of clips) {
    const nowMs = performance.now();
    const busyMs = sum(pool.busyMs);
    times.add('inference_waiting', nowMs - askedMs);
    times.add('decoders_waiting', (nowMs - countedMs) * pool.processCount - (busyMs - countedBusyMs));
    countedMs = nowMs;
    countedBusyMs = busyMs;
    yield clip;
    askedMs = performance.now();
  }
}

function sum({ probe, decode, resize }: DecoderPool['busyMs']): number {
  return probe + decode + resize;
}
