import { UsageError } from '../../errors.js';
import { chooseFormat } from '../../output/formats/all-formats.js';
import { resolveCheck } from '../flags/check.js';
import { walkOptions } from '../flags/input.js';
import { resolveLabels } from '../flags/labels.js';
import { summaryInTheWay, withoutStdoutName } from '../flags/output.js';
import { labelFiles } from '../flags/read-labels.js';
import { checkResumeFlags } from '../flags/resume.js';
import { frameSettings, samplingSettings } from '../flags/sampling.js';
import { cuttingOf } from '../flags/windows.js';
import { checkOutput } from '../run/output-files.js';
import { ExistingOutputs } from '../run/protect-inputs.js';
import type { TagFlags } from './flags.js';

/** Everything that a run of `tag` needs, checked as far as it can be without a model. */
export type TagRequest = Awaited<ReturnType<typeof resolveTagRequest>>;

/** @throws UsageError for what is wrong on the command line; XclipError for an output that cannot be written */
export async function resolveTagRequest(
  paths: readonly string[],
  given: TagFlags,
  { isTerminal }: { isTerminal: boolean },
) {
  const flags = withoutStdoutName(given);
  refuseContradictions(flags);
  checkResumeFlags(flags);
  const labels = resolveLabels(flags);
  const hasSets = labels.sets.some(({ name }) => name !== undefined);
  const format = chooseFormat('labels', { name: flags.format, output: flags.output, isTerminal });
  const request = {
    flags,
    ...labels,
    walk: await walkOptions(paths, flags),
    sampling: samplingSettings(flags),
    frames: frameSettings(flags),
    cutting: cuttingOf(flags),
    format,
    text: format.text({ hasSets, isSafe: flags['csv-safe'], columns: process.stdout.columns }),
    check: resolveCheck(flags),
  };
  const outputs = await ExistingOutputs.of(flags.output);
  await outputs.refuse({
    'an input': request.walk.paths,
    'the list of files': [flags['files-from']],
    'the labels': labelFiles(flags.labels ?? []),
    'the background': [flags.background],
    'the examples': [flags.examples],
    'an example': labels.examples?.map(({ video }) => video) ?? [],
  });
  if (flags.output !== undefined) await checkOutput(flags.output, flags);
  return request;
}

function refuseContradictions({ check, output, json }: TagFlags): void {
  if (check !== undefined && output !== undefined) {
    throw new UsageError('--check writes nothing, so --output has no place beside it', {
      code: 'CONTRADICTION',
      hint: 'leave one out',
    });
  }
  if (json === true && output === undefined && check === undefined) throw summaryInTheWay();
}
