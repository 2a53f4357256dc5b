import type { EvaluationSummary, Miss } from '../../../pipeline/evaluate/evaluate.js';

/** What an evaluation is written from, in this order: so that a million misses are never in memory at once. */
export type EvaluationPart =
  { part: 'summary'; summary: EvaluationSummary } | { part: 'miss'; miss: Miss } | { part: 'end' };

/** The rows of a matrix that lies in one array. */
export function rowsOf({ labels, counts }: { labels: readonly unknown[]; counts: Uint32Array }): number[][] {
  return labels.map((_, row) => Array.from(counts.subarray(row * labels.length, (row + 1) * labels.length)));
}
