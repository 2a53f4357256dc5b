/** From answers to figures. Pure arithmetic. */
import { at } from '../../at.js';
import type { Answers } from './answers.js';
import { Calibration } from './calibration.js';
import type { LabelledVideos } from './labelled-videos.js';

/** Shares are undefined where there is nothing to take them of, or where too little is known. */
export interface EvaluationSummary {
  videos: number;
  /** videos that could not be judged; all shares are of the others */
  failed: number;
  top1: number | undefined;
  top5: number | undefined;
  /** the mean of the classes' `top1`, over the classes that were judged */
  meanClassAccuracy: number | undefined;
  ece: number | undefined;
  /** in the order of the labels */
  classes: ClassSummary[];
  /** [true labels][labels said first], row by row */
  confusion: Uint32Array;
}

export interface ClassSummary {
  label: string;
  /** videos of it that were judged */
  count: number;
  top1: number | undefined;
  top5: number | undefined;
}

/** A video whose true label was not said first. */
export interface Miss {
  video: string;
  label: string;
  predicted: string;
  /** of what was said */
  probability: number;
}

/** What is known of answers that were read rather than made. */
export interface Knowledge {
  /** the five best labels of each video are known, or all, if there are fewer */
  hasTop5: boolean;
  /** probabilities are those of a softmax over all labels */
  hasProbabilities: boolean;
}

export function evaluate(
  videos: LabelledVideos,
  answers: Answers,
  { hasTop5, hasProbabilities }: Knowledge,
): EvaluationSummary {
  const { labels } = answers;
  const truths = truthsOf(videos, labels);
  const confusion = new Uint32Array(labels.length ** 2);
  const inTop5 = new Float64Array(labels.length);
  const calibration = new Calibration();
  let judged = 0;
  for (let i = 0; i < videos.size; i++) {
    if (!answers.has(i)) continue;
    judged += 1;
    const truth = at(truths, videos.labelNumber(i));
    const cell = truth * labels.length + answers.predicted(i);
    confusion[cell] = at(confusion, cell) + 1;
    if (answers.rank(i) !== undefined) inTop5[truth] = at(inTop5, truth) + 1;
    calibration.add(answers.probability(i), answers.predicted(i) === truth);
  }
  const classes = labels.map((label, row): ClassSummary => {
    const count = sum(confusion.subarray(row * labels.length, (row + 1) * labels.length));
    const right = at(confusion, row * (labels.length + 1));
    return {
      label,
      count,
      top1: share(right, count),
      top5: hasTop5 ? share(at(inTop5, row), count) : undefined,
    };
  });
  const right = labels.reduce((total, _, row) => total + at(confusion, row * (labels.length + 1)), 0);
  const shares = classes.flatMap(({ top1 }) => (top1 === undefined ? [] : [top1]));
  return {
    videos: videos.size,
    failed: videos.size - judged,
    top1: share(right, judged),
    top5: hasTop5 ? share(sum(inTop5), judged) : undefined,
    meanClassAccuracy: share(sum(shares), shares.length),
    ece: hasProbabilities ? calibration.error() : undefined,
    classes,
    confusion,
  };
}

/** In the order of the videos. */
export function* missesOf(videos: LabelledVideos, answers: Answers): Generator<Miss, void, undefined> {
  for (let i = 0; i < videos.size; i++) {
    if (!answers.has(i) || answers.rank(i) === 1) continue;
    yield {
      video: videos.video(i),
      label: videos.label(i),
      predicted: at(answers.labels, answers.predicted(i)),
      probability: answers.probability(i),
    };
  }
}

/** The place among the labels of each label that videos have. */
function truthsOf({ labelNames }: LabelledVideos, labels: readonly string[]): number[] {
  const places = new Map(labels.map((label, i) => [label, i]));
  return labelNames.map((name) => {
    const place = places.get(name);
    if (place === undefined) throw new RangeError(`no label ${name}`);
    return place;
  });
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += at(values, i);
  return total;
}

function share(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}
