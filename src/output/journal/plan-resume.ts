/** Which videos of an earlier run still hold: merges of the walk with what was finished, both sorted by path. */
import { compareBytes, type StampedPath } from '../../pipeline/find/walk.js';
import type { VideoOutcome } from './journal-format.js';
import type { KeptVideo } from './kept-videos.js';

export interface ResumeRules {
  /** videos that failed do not hold */
  retryFailed: boolean;
  /** what else a video that gave clips left is there; if undefined, there is nothing else */
  isComplete?: ((video: string) => boolean) | undefined;
}

/** Whether a video need not be done again: the same file as then. */
export function stillHolds(
  { video, stamp, failed, clips }: VideoOutcome,
  path: StampedPath,
  { retryFailed, isComplete }: ResumeRules,
): boolean {
  if (video !== path.path || (failed && retryFailed)) return false;
  if (!failed && clips > 0 && isComplete?.(video) === false) return false;
  return stamp?.sizeBytes === path.stamp?.sizeBytes && stamp?.modifiedMs === path.stamp?.modifiedMs;
}

/** Where a walk and a journal part. */
export interface Divergence<Entry> {
  /** the last entry of those that agree from the beginning on */
  last: Entry | undefined;
  /** the first that does not agree; undefined where the journal ended first */
  entry: Entry | undefined;
  /** what the walk gave beside it; undefined where the walk ended */
  path: StampedPath | undefined;
}

/**
 * Goes along a walk and a journal for as long as they agree.
 * @param onAgreed sees each entry that does
 */
export async function followJournal<Entry extends VideoOutcome & { isWhole: boolean }>(
  walked: AsyncIterator<StampedPath, unknown>,
  entries: AsyncIterator<Entry, unknown>,
  { onAgreed, ...rules }: ResumeRules & { onAgreed: (entry: Entry) => void },
): Promise<Divergence<Entry>> {
  let last: Entry | undefined;
  for (;;) {
    const [entry, path] = [await nextOf(entries), await nextOf(walked)];
    if (entry === undefined || path === undefined) return { last, entry, path };
    if (!entry.isWhole || !stillHolds(entry, path, rules)) return { last, entry, path };
    onAgreed(entry);
    last = entry;
  }
}

/** A video that is not done again. */
export interface ReusedVideo {
  video: string;
  reused: KeptVideo;
}

export type PlannedVideo = StampedPath | ReusedVideo;

/** The walk, with what is kept in the place of what would be done again. Holds one kept video. */
export async function* reuseKept(
  walked: AsyncIterable<StampedPath>,
  kept: AsyncIterator<KeptVideo, unknown>,
  rules: ResumeRules,
): AsyncGenerator<PlannedVideo, void, undefined> {
  try {
    let head = await nextOf(kept);
    for await (const path of walked) {
      while (head !== undefined && compareBytes(head.video, path.path) < 0) head = await nextOf(kept);
      if (head !== undefined && stillHolds(head, path, rules)) yield { video: path.path, reused: head };
      else yield path;
    }
  } finally {
    await kept.return?.();
  }
}

async function nextOf<T>(iterator: AsyncIterator<T, unknown>): Promise<T | undefined> {
  const next = await iterator.next();
  return next.done === true ? undefined : next.value;
}
