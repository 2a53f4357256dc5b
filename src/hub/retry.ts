import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckpointError } from '../errors.js';
import { isTransient } from './hub-errors.js';

interface RetryOptions {
  /** Milliseconds to wait before another attempt (from 0), or undefined to give up. */
  readonly delayMs: (attempt: number, error: CheckpointError) => number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** A figure that grows when an attempt got further: then the count of attempts starts anew. */
  readonly progress?: () => number;
}

/** An attempt that brought this many bytes was worth making: the next failure is a new one. */
const WORTHWHILE_BYTES = 2 ** 20;

/** Repeats `action` while it fails by the network's or the Hub's fault. Throws the last failure, or the abort's reason. */
export async function withRetries<T>(action: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { delayMs, signal, progress } = options;
  let attempt = 0;
  let reached = progress?.() ?? 0;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await action();
    } catch (error) {
      signal?.throwIfAborted();
      const now = progress?.() ?? 0;
      if (now >= reached + WORTHWHILE_BYTES) attempt = 0;
      reached = now;
      const delay = isTransient(error) ? delayMs(attempt++, error) : undefined;
      if (delay === undefined) throw error;
      // Many shards of one job fail together; without jitter they would also come back together.
      await sleep(delay * (0.75 + Math.random() / 2), undefined, signal === undefined ? {} : { signal });
    }
  }
}
