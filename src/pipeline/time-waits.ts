import type { DecoderPool } from '../media/decoder-pool.js';
import type { StageTimes } from './stage-times.js';

interface WaitOptions {
  pool: Pick<DecoderPool, 'busyMs' | 'processCount'>;
  times: StageTimes;
}

/**
 * Passes clips on and adds up who waits for whom: `inference_waiting` is the time until a clip that was asked for came,
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
