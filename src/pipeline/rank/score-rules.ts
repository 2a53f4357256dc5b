/** From logits to the number that is written as `probability`, and compared with the threshold. Pure arithmetic. */
import { NotFinite } from '../../xclip/runtime/not-finite.js';

export const SCORE_NAMES = ['softmax', 'sigmoid', 'cosine'] as const;
export type ScoreName = (typeof SCORE_NAMES)[number];

export interface ScoreOptions {
  scores: ScoreName;
  /** exp(logit_scale): what the model multiplies cosines by */
  logitScale: number;
}

/** The smallest value of each rule: what a threshold is by default, so that nothing is dropped. */
export const LEAST_SCORE: Readonly<Record<ScoreName, number>> = { softmax: 0, sigmoid: 0, cosine: -1 };

type ScoreRule = (logits: Float32Array, background: Float32Array, logitScale: number) => Float64Array;

const RULES: Readonly<Record<ScoreName, ScoreRule>> = {
  // The labels of a set compete: one of them is taken to be right.
  softmax: (logits) => softmax(logits),
  // Each label competes with the background alone: softmax over {label} ∪ background, which is the sigmoid of the
  // difference between its logit and the background's, taken together by log-sum-exp.
  sigmoid: (logits, background) => {
    const behind = logSumExp(background);
    return Float64Array.from(logits, (logit) => 1 / (1 + Math.exp(behind - logit)));
  },
  // No competition: how near the label's features are to the clip's, from −1 to 1.
  cosine: (logits, _background, logitScale) => {
    if (logitScale === 0) throw new NotFinite('logit_scale');
    return Float64Array.from(logits, (logit) => logit / logitScale);
  },
};

/**
 * Scores of several sets of labels, each on its own.
 * @param logits one a label, set after set, then those of the background sentences
 * @param setSizes labels of each set
 * @returns one score a label, set after set
 */
export function scoreSets(
  logits: Float32Array,
  setSizes: readonly number[],
  { scores, logitScale }: ScoreOptions,
): Float64Array {
  const labelCount = setSizes.reduce((sum, size) => sum + size, 0);
  const background = logits.subarray(labelCount);
  const scored = new Float64Array(labelCount);
  let start = 0;
  for (const size of setSizes) {
    scored.set(RULES[scores](logits.subarray(start, start + size), background, logitScale), start);
    start += size;
  }
  return scored;
}

/** In double precision, so that equal logits give equal probabilities whatever their number. */
export function softmax(logits: Float32Array): Float64Array {
  const highest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - highest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

export function logSumExp(values: Float32Array): number {
  const highest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (highest === -Infinity) return -Infinity;
  return highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0));
}

/**
 * Sentences that say nothing of a clip's content: what a label must beat to count, under `--scores sigmoid`. They name
 * the medium, not a subject, so that whatever is seen, some label should fit better than these.
 */
export const NEUTRAL_SENTENCES: readonly string[] = [
  'a video',
  'a video clip',
  'something',
  'a scene',
  'footage of something',
  'an unclear recording',
  'a random moment of a film',
  'nothing in particular',
];
