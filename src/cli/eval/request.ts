import { UsageError } from '../../errors.js';
import { chooseFormat } from '../../output/formats/all-formats.js';
import { partialOf } from '../../output/journal/run-files.js';
import { resolveLabels, type Labels } from '../flags/labels.js';
import { summaryInTheWay, withoutStdoutName } from '../flags/output.js';
import { labelFiles, readLabelSets } from '../flags/read-labels.js';
import { checkResumeFlags } from '../flags/resume.js';
import { checkOutput, isPlainOutput } from '../run/output-files.js';
import { ExistingOutputs } from '../run/protect-inputs.js';
import { rowsFileOf } from './evaluation-files.js';
import type { EvalFlags } from './flags.js';
import { pathBelow } from './manifest/listed-video.js';
import { type Manifest, readManifest } from './manifest/read-manifest.js';
import { viewsOf, withProtocol } from './protocol.js';
import { refuseModelFlags } from './results/refuse-model-flags.js';

/** Everything that `eval` needs, checked as far as it can be without a model. */
export type EvalRequest = Awaited<ReturnType<typeof resolveEvalRequest>>;

interface Surroundings {
  isTerminal: boolean;
  /** the flags on the command line */
  given: ReadonlySet<string>;
  note: (line: string) => void;
}

/** @throws UsageError for what is wrong on the command line or in the list; XclipError for an output that cannot be written */
export async function resolveEvalRequest(
  path: string | undefined,
  typed: EvalFlags,
  { isTerminal, given, note }: Surroundings,
) {
  if (path === undefined) {
    throw new UsageError('no list of labelled videos is named', {
      code: 'NO_MANIFEST',
      hint: 'give a CSV file with the columns video and label',
    });
  }
  if (typed.from !== undefined) refuseModelFlags(typed.from, given);
  const flags = withProtocol(withoutStdoutName(typed), given);
  refuseContradictions(flags);
  checkResumeFlags(flags);
  const { output, from, dataset, root, split } = flags;
  const format = chooseFormat('evaluation', { name: flags.format, output, isTerminal });
  const manifest = await readManifest({ path, dataset, root, split, labels: givenLabels(flags) }, note);
  const request = {
    path,
    flags,
    manifest,
    ...labelsOf(flags, manifest),
    ...viewsOf(flags),
    format,
    text: format.text({ columns: process.stdout.columns }),
  };
  refuseLeaks(flags.examples, request.examples, manifest);
  const isFile = output !== undefined && (await isPlainOutput(output));
  const rows = isFile && from === undefined ? [rowsFileOf(output)] : [];
  const outputs = await ExistingOutputs.of(output, isFile ? [...rows, partialOf(output)] : []);
  await outputs.refuse({
    'the list of videos': manifest.videos.fileNames,
    'the labels': labelFiles(flags.labels ?? []),
    'the results': [from],
    'the examples': [flags.examples],
    'an example': request.examples?.map(({ video }) => pathBelow('', video)) ?? [],
    'a video': manifest.videos.all(),
  });
  for (const file of output === undefined ? [] : [output, ...rows]) await checkOutput(file, flags);
  return request;
}

function refuseContradictions({ dataset, split, json, format, output }: EvalFlags): void {
  if (split !== undefined && dataset === undefined) {
    throw new UsageError('--split is for the lists of a --dataset', {
      code: 'CONTRADICTION',
      hint: 'name the dataset, or leave it out',
    });
  }
  if (json === true && output === undefined && format !== undefined && format !== 'json') {
    throw summaryInTheWay();
  }
}

/** The labels that are named, if any are. @throws UsageError MIXED_LABEL_SETS and what reading labels throws */
function givenLabels({
  labels = [],
  label = [],
  'label-comments': withComments,
}: EvalFlags): string[] | undefined {
  if (labels.length + label.length === 0) return undefined;
  const [set, ...others] = readLabelSets(labels, label, { withComments });
  if (set !== undefined && set.name === undefined && others.length === 0) return set.labels;
  throw new UsageError('a video has one true label, but several sets of labels are named', {
    code: 'MIXED_LABEL_SETS',
    hint: 'give one list of labels, without a name',
  });
}

/** What the model chooses among, as it reads it. */
function labelsOf(
  flags: EvalFlags,
  { labels }: Manifest,
): Pick<Labels, 'labels' | 'prompts' | 'templates' | 'ownPrompts' | 'examples'> {
  const areGiven = flags.labels !== undefined || flags.label !== undefined;
  const { prompt, examples } = flags;
  const resolved = resolveLabels({
    prompt,
    'prompt-set': flags['prompt-set'],
    'label-comments': flags['label-comments'],
    hierarchy: false,
    examples,
    // A table has prompts beside its labels.
    label: areGiven ? flags.label : [...labels],
    labels: areGiven ? flags.labels : undefined,
    scores: 'softmax',
    background: undefined,
    json: undefined,
  });
  const { prompts, templates, ownPrompts } = resolved;
  return { labels: resolved.labels, prompts, templates, ownPrompts, examples: resolved.examples };
}

/** @throws UsageError CONTRADICTION: a video that the model learned from says nothing of what it learned */
function refuseLeaks(file: string | undefined, examples: Labels['examples'], { videos }: Manifest): void {
  const leaked = examples?.find(({ video }) => videos.find(pathBelow('', video)) !== undefined);
  if (file === undefined || leaked === undefined) return;
  throw new UsageError(
    `${leaked.video} of ${file} is among the videos to judge, which it would be judged by`,
    {
      code: 'CONTRADICTION',
      hint: 'take it out of one of the two lists',
    },
  );
}
