/** From logits to the labels that are written. Pure arithmetic. */
import type { ScoredClip } from './infer.js';

export interface RankedLabel {
  label: string;
  /** softmax over all labels, not only those kept */
  probability: number;
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
  const probabilities = softmax(logits);
  const ranked = labels
    .map((label, i) => ({ label, probability: probabilities[i] ?? 0, logit: logits[i] ?? 0 }))
    .sort((a, b) => b.logit - a.logit)
    .slice(0, topK)
    .filter(({ probability }) => probability >= threshold);
  return { ...clip, labels: ranked };
}

/** In double precision, so that equal logits give equal probabilities whatever their number. */
export function softmax(logits: Float32Array): Float64Array {
  const highest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - highest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
