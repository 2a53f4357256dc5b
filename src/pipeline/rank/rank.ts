/** From logits to the labels that are written. Pure arithmetic. */
import type { ScoredClip } from '../infer/score.js';
import type { ParentLabel } from './label-tree.js';
import { logSumExp, scoreSets, type ScoreOptions } from './score-rules.js';
import type { TimeSpan } from '../read/windows.js';
import { at } from '../../at.js';

export interface RankedLabel {
  /** the set of the label, where sets have names */
  set?: string;
  label: string;
  /** softmax over all labels of the set, not only those kept, or what --scores asks for; the mean over the views */
  probability: number;
  /** the mean over the views */
  logit: number;
}

export interface TagRecord {
  video: string;
  clip: number;
  startSeconds: number;
  endSeconds: number;
  /** the stretch that the clip stands for, from the first frame; undefined for a clip of the whole video */
  span?: TimeSpan;
  frameIndices: number[];
  notes: string[];
  /** set after set, best first; equal ones in the order of the labels */
  labels: RankedLabel[];
}

/** Labels that compete with each other: so many of all labels, in their order. */
export interface SetOfLabels {
  name: string | undefined;
  size: number;
  /** of nested labels; none, if undefined */
  parents?: readonly ParentLabel[] | undefined;
}

export interface RankOptions {
  /** of all sets, one after the other; more logits than labels are those of the background */
  labels: readonly string[];
  /** one set without a name, if undefined */
  sets?: readonly SetOfLabels[];
  /** softmax, if undefined */
  scoring?: ScoreOptions;
  /** labels kept of each set */
  topK: number;
  /** labels below this probability are left out */
  threshold: number;
}

const SOFTMAX: ScoreOptions = { scores: 'softmax', logitScale: 1 };

export function rank({ logits, ...clip }: ScoredClip, options: RankOptions): TagRecord {
  const { labels, sets = oneSet(labels) } = options;
  const { probabilities, meanLogits } = scoreClip(logits, options);
  const scored = labels.map((label, i) => ({
    label,
    probability: at(probabilities, i),
    logit: at(meanLogits, i),
  }));
  let first = 0;
  const ranked = sets.flatMap(({ name, size, parents }) => {
    const rows = logits.map((row) => row.subarray(first, first + size));
    const own = scored.slice(first, first + size);
    first += size;
    return best(parents === undefined ? own : withParents(own, parents, rows), options).map((label) =>
      name === undefined ? label : { set: name, ...label },
    );
  });
  return { ...clip, labels: ranked };
}

/** The sets of labels of which nobody said anything. */
export function oneSet(labels: readonly string[]): SetOfLabels[] {
  return [{ name: undefined, size: labels.length }];
}

/** What is written of a clip's labels, in the labels' order. @param logits of each view */
export function scoreClip(
  logits: readonly Float32Array[],
  { labels, sets = oneSet(labels), scoring = SOFTMAX }: Pick<RankOptions, 'labels' | 'sets' | 'scoring'>,
): { probabilities: Float64Array; meanLogits: Float64Array } {
  const sizes = sets.map(({ size }) => size);
  return {
    probabilities: meanOf(logits.map((row) => scoreSets(row, sizes, scoring))),
    meanLogits: meanOf(logits),
  };
}

/** Parents stand before what is as likely: a parent of one child before that child. */
function withParents(
  labels: readonly RankedLabel[],
  parents: readonly ParentLabel[],
  views: readonly Float32Array[],
): RankedLabel[] {
  const summed = parents.map(({ label, leaves }) => ({
    label,
    // Rounding may carry a sum of all past 1.
    probability: Math.min(
      leaves.reduce((sum, leaf) => sum + at(labels, leaf).probability, 0),
      1,
    ),
    // What softmax over it and its neighbours would need to give that sum.
    logit:
      views
        .map((logits) => logSumExp(Float32Array.from(leaves, (leaf) => at(logits, leaf))))
        .reduce((sum, logit) => sum + logit, 0) / views.length,
  }));
  const names = new Set(parents.map(({ label }) => label));
  return [...summed, ...labels.filter(({ label }) => !names.has(label))];
}

function best(labels: readonly RankedLabel[], { topK, threshold }: RankOptions): RankedLabel[] {
  return [...labels]
    .sort((a, b) => b.probability - a.probability || b.logit - a.logit)
    .slice(0, topK)
    .filter(({ probability }) => probability >= threshold);
}

/** Element by element: the authors' evaluation, too, sums the softmax of all views. */
function meanOf(rows: readonly ArrayLike<number>[]): Float64Array {
  const sums = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows) sums.forEach((sum, i) => (sums[i] = sum + at(row, i)));
  return sums.map((sum) => sum / rows.length);
}
