import type { VideoOutcome } from './journal-format.js';

/** Finished videos, counted. */
export interface FinishedCounts {
  videos: number;
  ok: number;
  failed: number;
  clips: number;
}

/** A video without clips that did not fail is none that anyone counts. */
export function countFinished(
  counts: FinishedCounts,
  { failed, clips }: Pick<VideoOutcome, 'failed' | 'clips'>,
): void {
  if (!failed && clips === 0) return;
  counts.videos += 1;
  counts[failed ? 'failed' : 'ok'] += 1;
  counts.clips += clips;
}
