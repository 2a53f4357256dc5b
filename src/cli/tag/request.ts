import { UsageError } from '../../errors.js';
import { LEAST_SCORE, NEUTRAL_SENTENCES, type ScoreName } from '../../pipeline/rank/score-rules.js';
import { Snapshot } from '../../output/compare-snapshot.js';
import type { SetOfLabels } from '../../pipeline/rank/rank.js';
import type { Cutting } from '../../pipeline/read/read-windows.js';
import type { WalkOptions } from '../../pipeline/find/walk.js';
import { type LabelledVideo, readExamples } from '../flags/examples-file.js';
import { applyPrompt, checkPrompt, type LabelSet, readLabels, readLabelSets } from '../flags/read-labels.js';
import { parseNumber } from '../flags/parse-number.js';
import { checkResumeFlags, type ResumeFlags } from '../flags/resume.js';
import { checkOutput } from '../run/output-files.js';
import {
  type FrameFlags,
  frameSettings,
  outputFormat,
  type OutputFormat,
  type SamplingFlags,
  samplingSettings,
  type WalkFlags,
  walkOptions,
} from '../tag-config.js';
import { cuttingOf, type WindowFlags } from './require-segments.js';
import type { EngineFlags } from '../flags/engine-options.js';

/** The flags of `tag`, as oclif hands them over. */
export interface TagFlags
  extends WalkFlags, SamplingFlags, FrameFlags, EngineFlags, WindowFlags, ResumeFlags {
  merge: boolean;
  labels?: string[] | undefined;
  label?: string[] | undefined;
  prompt: string;
  format?: OutputFormat | undefined;
  'csv-safe': boolean;
  'top-k': number;
  threshold?: string | undefined;
  scores: ScoreName;
  background?: string | undefined;
  examples?: string | undefined;
  check?: string | undefined;
  tolerance: string;
  json?: boolean | undefined;
}

/** Everything that a run of `tag` needs, checked as far as it can be without a model. */
export interface TagRequest {
  flags: TagFlags;
  walk: WalkOptions;
  /** of all sets, one after the other */
  labels: string[];
  sets: SetOfLabels[];
  /** the labels inside the prompt, as the model reads them, then the background sentences, if the scores need them */
  prompts: string[];
  scores: ScoreName;
  /** labelled videos, with the places of their labels */
  examples: { video: string; label: number }[] | undefined;
  sampling: ReturnType<typeof samplingSettings>;
  frames: ReturnType<typeof frameSettings>;
  cutting: Cutting | undefined;
  threshold: number;
  format: OutputFormat;
  check: { snapshot: Snapshot; tolerance: number } | undefined;
}

/** @throws UsageError for what is wrong on the command line; XclipError for an output that cannot be written */
export async function resolveTagRequest(
  paths: readonly string[],
  flags: TagFlags,
  { isTerminal }: { isTerminal: boolean },
): Promise<TagRequest> {
  refuseContradictions(flags);
  checkResumeFlags(flags);
  const examples = flags.examples === undefined ? undefined : readExamples(flags.examples);
  const sets = labelSetsOf(flags, examples);
  const labels = sets.flatMap((set) => set.labels);
  const template = checkPrompt(flags.prompt);
  const request = {
    flags,
    walk: await walkOptions(paths, flags),
    labels,
    sets: sets.map((set) => ({ name: set.name, size: set.labels.length })),
    prompts: [...labels.map((label) => applyPrompt(template, label)), ...backgroundOf(flags)],
    scores: flags.scores,
    examples: examples?.map(({ video, label }) => ({ video, label: labels.indexOf(label) })),
    sampling: samplingSettings(flags),
    frames: frameSettings(flags),
    cutting: cuttingOf(flags),
    threshold: thresholdOf(flags),
    format: outputFormat(flags.format, flags.output, isTerminal),
    check:
      flags.check === undefined
        ? undefined
        : {
            snapshot: Snapshot.read(flags.check),
            tolerance: parseNumber('tolerance', flags.tolerance, { least: 0, most: 1 }),
          },
  };
  if (flags.output !== undefined) await checkOutput(flags.output, flags);
  return request;
}

/** The labels that are given; with examples, theirs are added, in their order. */
function labelSetsOf(
  { labels = [], label = [] }: TagFlags,
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
function backgroundOf({ scores, background }: TagFlags): readonly string[] {
  if (scores === 'sigmoid')
    return background === undefined ? NEUTRAL_SENTENCES : readLabels([background], []);
  if (background === undefined) return [];
  throw new UsageError(`--background is for --scores sigmoid, not for ${scores}`, {
    code: 'CONTRADICTION',
    hint: 'leave it out, or choose --scores sigmoid',
  });
}

function thresholdOf({ scores, threshold }: TagFlags): number {
  const least = LEAST_SCORE[scores];
  return threshold === undefined ? least : parseNumber('threshold', threshold, { least, most: 1 });
}

function refuseContradictions({ check, output, json }: TagFlags): void {
  if (check !== undefined && output !== undefined) {
    throw new UsageError('--check writes nothing, so --output has no place beside it', {
      code: 'CONTRADICTION',
      hint: 'leave one out',
    });
  }
  if (json === true && output === undefined && check === undefined) {
    throw new UsageError('--json puts the summary on stdout, where the results would go', {
      code: 'CONTRADICTION',
      hint: 'send the results to a file with --output',
    });
  }
}
