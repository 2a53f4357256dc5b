import type { FailedVideo } from '../../pipeline/read/read-clips.js';
import type { StageMilliseconds, StageTimes } from '../../pipeline/times.js';

export interface SteadyOptions {
  times: StageTimes;
  /** clips before the clock starts, while buffers are allocated and the pipeline fills; at least 1 */
  warmUpClips: number;
  /** what ends measuring, whichever comes first */
  mostMs: number;
  mostClips: number;
  /** aborted when enough is measured, or by others: the source of the records should end then */
  stop: AbortController;
  /** whether records that are in flight then are waited for, or left */
  drain: boolean;
  /** called for each video that failed */
  onFailed: (failed: FailedVideo) => void;
  /** called for each record that comes */
  onRecord?: () => void;
}

/** What a run did in its steady stretch. */
export interface SteadyRun {
  clips: number;
  milliseconds: number;
  /** spent by each stage meanwhile; they overlap */
  stages: StageMilliseconds;
}

interface Mark {
  atMs: number;
  stages: StageMilliseconds;
}

/** Pulls records through until enough are measured. Undefined if they end before one is. */
export async function measureSteady(
  records: AsyncIterable<{ video: string } | FailedVideo>,
  { times, warmUpClips, mostMs, mostClips, stop, drain, onFailed, onRecord }: SteadyOptions,
): Promise<SteadyRun | undefined> {
  const mark = (): Mark => ({ atMs: performance.now(), stages: times.toMilliseconds() });
  let start: Mark | undefined;
  let last: Mark | undefined;
  let clips = -warmUpClips;
  for await (const record of records) {
    if (stop.signal.aborted) {
      if (drain) continue;
      break;
    }
    if ('error' in record) {
      onFailed(record);
      continue;
    }
    onRecord?.();
    clips += 1;
    if (clips === 0) start = mark();
    if (clips <= 0 || start === undefined) continue;
    last = mark();
    if (clips >= mostClips || last.atMs - start.atMs >= mostMs) stop.abort();
  }
  if (start === undefined || last === undefined) return undefined;
  return {
    clips,
    milliseconds: last.atMs - start.atMs,
    stages: difference(last.stages, start.stages),
  };
}

function difference(after: StageMilliseconds, before: StageMilliseconds): StageMilliseconds {
  return Object.fromEntries(
    Object.entries(after).map(([stage, milliseconds]) => [stage, milliseconds - (before[stage] ?? 0)]),
  );
}
