import { UsageError } from '../../errors.js';
import { chooseFormat } from '../../output/formats/all-formats.js';
import { indexFileOf } from '../../output/formats/indexed-array.js';
import { DurationFilter, selectionOf } from '../flags/filter.js';
import { walkOptions } from '../flags/input.js';
import { summaryInTheWay, withoutStdoutName } from '../flags/output.js';
import { checkResumeFlags } from '../flags/resume.js';
import { frameSettings, samplingSettings } from '../flags/sampling.js';
import { cuttingOf } from '../flags/windows.js';
import { checkOutput } from '../run/output-files.js';
import { ExistingOutputs } from '../run/protect-inputs.js';
import type { EmbedFlags } from './flags.js';

/** Everything that a run of `embed` needs, checked as far as it can be without a model. */
export type EmbedRequest = Awaited<ReturnType<typeof resolveEmbedRequest>>;

/** @throws UsageError for what is wrong on the command line; XclipError for an output that cannot be written */
export async function resolveEmbedRequest(paths: readonly string[], given: EmbedFlags) {
  const flags = withoutStdoutName(given);
  checkResumeFlags(flags);
  const { output } = flags;
  const format = chooseFormat('embeddings', { name: flags.format, output, isTerminal: false });
  if (flags.context !== undefined && format.name !== 'parquet') {
    throw new UsageError(`--${flags.context ? '' : 'no-'}context means nothing for ${format.name}`, {
      code: 'CONTRADICTION',
      hint: 'only a Parquet store holds the context: leave it out, or write to NAME.parquet',
    });
  }
  if (flags.json === true && output === undefined && !flags['dry-run']) throw summaryInTheWay();
  const request = {
    flags,
    walk: await walkOptions(paths, flags),
    selection: selectionOf(flags, Date.now()),
    durations: new DurationFilter(flags),
    sampling: samplingSettings(flags),
    frames: frameSettings(flags),
    cutting: cuttingOf(flags),
    format,
    text: format.text({}),
    withContext: format.name === 'parquet' && flags.context !== false,
  };
  const outputs = await ExistingOutputs.of(output);
  await outputs.refuse({ 'an input': request.walk.paths, 'the list of files': [flags['files-from']] });
  if (output !== undefined && !flags['dry-run']) {
    await checkOutput(output, flags);
    if (format.name === 'npy') await checkOutput(indexFileOf(output), flags);
  }
  return request;
}
