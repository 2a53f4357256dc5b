import { Flags, type Interfaces } from '@oclif/core';
import { UsageError } from '../../errors.js';
import type { SetOfLabels } from '../../pipeline/rank/rank.js';
import {
  LEAST_SCORE,
  NEUTRAL_SENTENCES,
  SCORE_NAMES,
  type ScoreName,
} from '../../pipeline/rank/score-rules.js';
import { readExamples, type LabelledVideo } from './examples-file.js';
import { parseNumber } from './parse-number.js';
import { applyPrompt, checkPrompt, readLabels, readLabelSets, type LabelSet } from './read-labels.js';

export const labelFlags = {
  labels: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: '[NAME=]FILE',
    description: 'labels, one a line, in UTF-8; with names, each file is a set with probabilities of its own',
    helpGroup: 'LABELS',
  }),
  label: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'TEXT',
    description: 'one more label',
    helpGroup: 'LABELS',
  }),
  prompt: Flags.string({
    default: '{}',
    helpValue: 'TEMPLATE',
    description: 'text around each label, as in "a video of {}"',
    helpGroup: 'LABELS',
  }),
  examples: Flags.string({
    helpValue: 'FILE',
    description: 'labelled videos (CSV: video,label) to learn from without training',
    helpGroup: 'LABELS',
  }),
  scores: Flags.option({ options: SCORE_NAMES })({
    default: 'softmax',
    description: 'softmax: labels compete; sigmoid: each against neutral sentences; cosine: not at all',
    helpGroup: 'LABELS',
  }),
  background: Flags.string({
    helpValue: 'FILE',
    description: 'neutral sentences for --scores sigmoid, instead of the built-in ones',
    helpGroup: 'LABELS',
  }),
};

type LabelFlags = Interfaces.InferredFlags<typeof labelFlags>;

/** What a run tells videos apart by. */
export interface Labels {
  /** of all sets, one after the other */
  labels: string[];
  sets: SetOfLabels[];
  /** the labels inside the prompt, as the model reads them, then the background sentences, if the scores need them */
  prompts: string[];
  scores: ScoreName;
  /** labels below this probability (or score) are left out */
  threshold: number;
  /** labelled videos, with the places of their labels */
  examples: { video: string; label: number }[] | undefined;
}

/** @throws UsageError for what is wrong with labels, sets, prompt, background, examples or threshold */
export function resolveLabels(flags: LabelFlags & { threshold?: string | undefined }): Labels {
  const examples = flags.examples === undefined ? undefined : readExamples(flags.examples);
  const sets = labelSetsOf(flags, examples);
  const labels = sets.flatMap((set) => set.labels);
  const template = checkPrompt(flags.prompt);
  return {
    labels,
    sets: sets.map((set) => ({ name: set.name, size: set.labels.length })),
    prompts: [...labels.map((label) => applyPrompt(template, label)), ...backgroundOf(flags)],
    scores: flags.scores,
    threshold: thresholdOf(flags),
    examples: examples?.map(({ video, label }) => ({ video, label: labels.indexOf(label) })),
  };
}

/** The labels that are given; with examples, theirs are added, in their order. */
function labelSetsOf(
  { labels = [], label = [] }: LabelFlags,
  examples: readonly LabelledVideo[] | undefined,
): LabelSet[] {
  if (examples === undefined) return readLabelSets(labels, label);
  const sets =
    labels.length + label.length === 0 ? [{ name: undefined, labels: [] }] : readLabelSets(labels, label);
  const [only] = sets;
  if (only === undefined || only.name !== undefined) {
    throw new UsageError('--examples goes with one set of labels, not with named sets', {
      code: 'CONTRADICTION',
      hint: 'leave the names out',
    });
  }
  return [
    { name: undefined, labels: [...new Set([...only.labels, ...examples.map((example) => example.label)])] },
  ];
}

/** The neutral sentences that labels must beat under --scores sigmoid; the prompt is for labels only. */
function backgroundOf({ scores, background }: LabelFlags): readonly string[] {
  if (scores === 'sigmoid')
    return background === undefined ? NEUTRAL_SENTENCES : readLabels([background], []);
  if (background === undefined) return [];
  throw new UsageError(`--background is for --scores sigmoid, not for ${scores}`, {
    code: 'CONTRADICTION',
    hint: 'leave it out, or choose --scores sigmoid',
  });
}

function thresholdOf({ scores, threshold }: LabelFlags & { threshold?: string | undefined }): number {
  const least = LEAST_SCORE[scores];
  return threshold === undefined ? least : parseNumber('threshold', threshold, { least, most: 1 });
}
