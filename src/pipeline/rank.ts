/** From logits to the labels that are written. Pure arithmetic. */
import type { ScoredClip } from './score.js';

export interface RankedLabel {
  label: string;
  /** softmax over all labels, not only those kept; the mean over the views */
  probability: number;
  /** the mean over the views */
  logit: number;
}

export interface TagRecord {
  video: string;
  clip: number;
  startSeconds: number;
  endSeconds: number;
  frameIndices: number[];
  notes: string[];
  /** best first; equal ones in the order of the labels */
  labels: RankedLabel[];
}

export interface RankOptions {
  labels: readonly string[];
  topK: number;
  /** labels below this probability are left out */
  threshold: number;
}

export function rank({ logits, ...clip }: ScoredClip, { labels, topK, threshold }: RankOptions): TagRecord {
  const probabilities = meanOf(logits.map(softmax));
  const meanLogits = meanOf(logits);
  const ranked = labels
    .map((label, i) => ({ label, probability: probabilities[i] ?? 0, logit: meanLogits[i] ?? 0 }))
    .sort((a, b) => b.probability - a.probability || b.logit - a.logit)
    .slice(0, topK)
    .filter(({ probability }) => probability >= threshold);
  return { ...clip, labels: ranked };
}

/** Element by element: the authors' evaluation, too, sums the softmax of all views. */
function meanOf(rows: readonly ArrayLike<number>[]): Float64Array {
  const sums = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows) sums.forEach((sum, i) => (sums[i] = sum + (row[i] ?? 0)));
  return sums.map((sum) => sum / rows.length);
}

/** In double precision, so that equal logits give equal probabilities whatever their number. */
export function softmax(logits: Float32Array): Float64Array {
  const highest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - highest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
