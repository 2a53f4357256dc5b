import { at } from '../../at.js';
/**
 * A few labelled examples in place of training: Tip-Adapter's cache rule (Zhang et al., "Tip-Adapter: Training-free
 * Adaption of CLIP for Few-shot Classification", ECCV 2022, equations 3 to 6), for X-CLIP's video embeds. Pure arithmetic.
 *
 *   logit'(label) = logit(label) + alpha · mean over the label's examples of exp(−beta · (1 − cos(clip, example)))
 *
 * The paper sums over the examples; we take their mean, so that a label with more examples is not favoured for that.
 */

export interface CacheStrength {
  /** what the examples add to a logit at most */
  alpha: number;
  /** how fast that falls with distance */
  beta: number;
}

/** An example as the model sees it. */
export interface Example {
  /** its label's place among the labels */
  label: number;
  /** [projectionDim]: the video embed, of any length */
  embed: Float32Array;
  /** one a label: what the model says without examples */
  logits: Float32Array;
}

/** What is used where the examples cannot choose: with one a label, leaving one out leaves none. */
export const DEFAULT_STRENGTH: CacheStrength = { alpha: 20, beta: 5.5 };

const ALPHAS = [0, 1, 2, 5, 10, 20, 50, 100];
const BETAS = [1, 2, 5.5, 10, 20, 50];

/** The logits of a clip, with what the examples add. Labels without examples keep theirs. */
export function adaptLogits(
  { embed, logits }: Pick<Example, 'embed' | 'logits'>,
  examples: readonly Example[],
  { alpha, beta }: CacheStrength,
): Float32Array {
  const sums = new Float64Array(logits.length);
  const counts = new Float64Array(logits.length);
  for (const example of examples) {
    sums[example.label] = at(sums, example.label) + Math.exp(-beta * (1 - cosine(embed, example.embed)));
    counts[example.label] = at(counts, example.label) + 1;
  }
  return logits.map((logit, i) => logit + (alpha * at(sums, i)) / Math.max(at(counts, i), 1));
}

/**
 * The strengths under which most examples are labelled correctly by the others; among equals the ones that are surest, then
 * the weakest. The default where some label has a single example.
 */
export function chooseStrength(examples: readonly Example[]): CacheStrength {
  const shots = new Map<number, number>();
  for (const { label } of examples) shots.set(label, (shots.get(label) ?? 0) + 1);
  if (Math.min(...shots.values()) < 2) return DEFAULT_STRENGTH;
  let best: { strength: CacheStrength; right: number; likelihood: number } | undefined;
  for (const alpha of ALPHAS) {
    for (const beta of alpha === 0 ? BETAS.slice(0, 1) : BETAS) {
      const trial = { strength: { alpha, beta }, ...leaveOneOut(examples, { alpha, beta }) };
      const isBetter =
        best === undefined ||
        trial.right > best.right ||
        (trial.right === best.right && trial.likelihood > best.likelihood + 1e-9);
      if (isBetter) best = trial;
    }
  }
  return best?.strength ?? DEFAULT_STRENGTH;
}

/** How many examples the others tell rightly, and the sum of the log-probabilities of their labels. */
export function leaveOneOut(
  examples: readonly Example[],
  strength: CacheStrength,
): { right: number; likelihood: number } {
  let right = 0;
  let likelihood = 0;
  for (const example of examples) {
    const others = examples.filter((other) => other !== example);
    const logits = adaptLogits(example, others, strength);
    const highest = Math.max(...logits);
    const own = logits[example.label] ?? -Infinity;
    if (own === highest) right += 1;
    likelihood += own - highest - Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0));
  }
  return { right, likelihood };
}

function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    const x = at(a, i);
    const y = at(b, i);
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return dot / Math.sqrt(aa * bb);
}
