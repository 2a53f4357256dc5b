import { UsageError } from '../../errors.js';
import { resolveCheck } from '../flags/check.js';
import { DurationFilter, selectionOf } from '../flags/filter.js';
import { checkWatchFlags } from '../flags/habits.js';
import { walkOptions } from '../flags/input.js';
import { resolveLabels } from '../flags/labels.js';
import { DEFAULT_TOP_K, summaryInTheWay, withoutStdoutName } from '../flags/output.js';
import { labelFiles } from '../flags/read-labels.js';
import { checkResumeFlags } from '../flags/resume.js';
import { frameSettings, samplingSettings } from '../flags/sampling.js';
import { sidecarOptions } from '../flags/sidecars.js';
import { cuttingOf } from '../flags/windows.js';
import { checkFolder, checkOutput, isPlainOutput } from '../run/output-files.js';
import { ExistingOutputs } from '../run/protect-inputs.js';
import { refuseContradictions } from './contradictions.js';
import type { TagFlags } from './flags.js';
import { chooseRows } from './row-kinds.js';

/** Everything that a run of `tag` needs, checked as far as it can be without a model. */
export type TagRequest = Awaited<ReturnType<typeof resolveTagRequest>>;

/** @throws UsageError for what is wrong on the command line; XclipError for an output that cannot be written */
export async function resolveTagRequest(
  paths: readonly string[],
  given: TagFlags,
  { isTerminal, ofStore = false }: { isTerminal: boolean; ofStore?: boolean },
) {
  const flags = withoutStdoutName(given);
  refuseContradictions(flags);
  checkWatchFlags(flags, paths);
  checkResumeFlags(flags);
  const labels = resolveLabels(flags);
  const sidecars = sidecarOptions(flags);
  const request = {
    flags,
    ...labels,
    walk: await walkOptions(flags.watch === undefined ? paths : [flags.watch], flags),
    selection: selectionOf(flags, Date.now()),
    durations: new DurationFilter(flags),
    sampling: samplingSettings(flags),
    frames: frameSettings(flags),
    cutting: cuttingOf(flags),
    rows: chooseRows(flags, labels, { isTerminal, ofStore }),
    topK: flags['top-k'] ?? (flags.wide ? Infinity : DEFAULT_TOP_K),
    sidecars,
    /** sidecars are in the place of an output that nobody asked for */
    isWithoutRows: sidecars !== undefined && flags.output === undefined && flags.format === undefined,
    check: resolveCheck(flags),
  };
  const writesNothing = flags['dry-run'];
  if (
    flags.json === true &&
    !writesNothing &&
    flags.output === undefined &&
    !request.isWithoutRows &&
    flags.check === undefined
  )
    throw summaryInTheWay();
  const outputs = await ExistingOutputs.of(flags.output);
  await outputs.refuse({
    'an input': request.walk.paths,
    'the list of files': [flags['files-from']],
    'the labels': labelFiles(flags.labels ?? []),
    'the background': [flags.background],
    'the examples': [flags.examples],
    'an example': labels.examples?.map(({ video }) => video) ?? [],
  });
  if (flags.output !== undefined && !writesNothing) {
    await checkOutput(flags.output, { ...flags, resume: flags.resume || flags.watch !== undefined });
    await requirePlain(flags.output, request.rows.format);
  }
  if (sidecars?.folder !== undefined) await checkFolder(sidecars.folder);
  return request;
}

async function requirePlain(
  output: string,
  { name, needsPlainFile }: { name: string; needsPlainFile?: true },
): Promise<void> {
  if (needsPlainFile !== true || (await isPlainOutput(output))) return;
  throw new UsageError(`--format ${name} needs a regular file, which ${output} is not`, {
    code: 'CONTRADICTION',
    hint: 'choose another --output, or --format csv or jsonl',
  });
}
