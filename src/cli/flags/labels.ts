import { Flags, type Interfaces } from '@oclif/core';
import { UsageError } from '../../errors.js';
import { lastPart, nestedLabel, parentsOf } from '../../pipeline/rank/label-tree.js';
import type { SetOfLabels } from '../../pipeline/rank/rank.js';
import {
  LEAST_SCORE,
  NEUTRAL_SENTENCES,
  SCORE_NAMES,
  type ScoreName,
} from '../../pipeline/rank/score-rules.js';
import type { LabelText } from '../../xclip/text/average-features.js';
import { readExamples, type LabelledVideo } from './examples-file.js';
import { nestedSets } from './labels/hierarchy.js';
import { labelTexts } from './labels/label-texts.js';
import { promptFlags, promptTemplates } from './labels/prompts.js';
import { parseNumber } from './parse-number.js';
import { readLabelSets, readSentences, type LabelSet } from './read-labels.js';

export const labelFlags = {
  labels: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: '[NAME=]FILE',
    description:
      'labels, one a line, or CSV with the columns label and prompt; with names, each file is a set of its own',
    helpGroup: 'LABELS',
  }),
  label: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'TEXT',
    description: 'one more label',
    helpGroup: 'LABELS',
  }),
  'label-comments': Flags.boolean({
    description: 'skip lines of these files that begin with #',
    helpGroup: 'LABELS',
  }),
  hierarchy: Flags.boolean({
    description: 'labels are nested, as in sport/tennis: sport sums up what is below it',
    helpGroup: 'LABELS',
  }),
  ...promptFlags,
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
  /** the labels as the model reads them, inside their prompts, then the background sentences, if the scores need them */
  prompts: LabelText[];
  /** what stands around labels that have no prompts of their own */
  templates: readonly string[];
  /** labels of tables with their own prompts; undefined without tables */
  ownPrompts: [label: string, prompts: readonly string[]][] | undefined;
  scores: ScoreName;
  /** labels below this probability (or score) are left out */
  threshold: number;
  /** labelled videos, with the places of their labels */
  examples: { video: string; label: number }[] | undefined;
}

/** @throws UsageError for what is wrong with labels, sets, prompt, background, examples or threshold */
export function resolveLabels(flags: LabelFlags & { threshold?: string | undefined }): Labels {
  const examples = examplesOf(flags);
  const sets = labelSetsOf(flags, examples);
  const labels = sets.flatMap((set) => set.labels);
  const templates = promptTemplates(flags);
  const readAs = flags.hierarchy ? lastPart : (label: string) => label;
  const ownPrompts = sets.flatMap((set) => [...(set.prompts ?? [])]);
  return {
    labels,
    sets: sets.map((set) => ({
      name: set.name,
      size: set.labels.length,
      parents: flags.hierarchy ? parentsOf(set.labels) : undefined,
    })),
    prompts: [...sets.flatMap((set) => labelTexts(set, templates, readAs)), ...backgroundOf(flags)],
    templates,
    ownPrompts: ownPrompts.length === 0 ? undefined : ownPrompts,
    scores: flags.scores,
    threshold: thresholdOf(flags),
    examples: examples?.map(({ video, label }) => ({ video, label: labels.indexOf(label) })),
  };
}

function examplesOf({ examples: file, hierarchy }: LabelFlags): LabelledVideo[] | undefined {
  const examples = file === undefined ? undefined : readExamples(file);
  if (!hierarchy) return examples;
  return examples?.map(({ video, label }) => ({ video, label: nestedLabel(label) }));
}

/** The labels that are given; with examples, theirs are added, in their order. */
function labelSetsOf(flags: LabelFlags, examples: readonly LabelledVideo[] | undefined): LabelSet[] {
  const { labels = [], label = [], hierarchy, scores } = flags;
  const options = { withComments: flags['label-comments'] };
  const given =
    examples !== undefined && labels.length + label.length === 0
      ? [{ name: undefined, labels: [] }]
      : readLabelSets(labels, label, options);
  const sets = hierarchy ? nestedSets(given, scores) : given;
  return examples === undefined ? sets : [withExamples(sets, examples)];
}

function withExamples(sets: readonly LabelSet[], examples: readonly LabelledVideo[]): LabelSet {
  const [only] = sets;
  if (only === undefined || only.name !== undefined) {
    throw new UsageError('--examples goes with one set of labels, not with named sets', {
      code: 'CONTRADICTION',
      hint: 'leave the names out',
    });
  }
  return { ...only, labels: [...new Set([...only.labels, ...examples.map((example) => example.label)])] };
}

/** The neutral sentences that labels must beat under --scores sigmoid; the prompt is for labels only. */
function backgroundOf({ scores, background, 'label-comments': withComments }: LabelFlags): readonly string[] {
  if (scores === 'sigmoid')
    return background === undefined ? NEUTRAL_SENTENCES : readSentences(background, { withComments });
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
