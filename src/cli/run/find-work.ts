import { existsSync } from 'node:fs';
import { UsageError, XclipError } from '../../errors.js';
import { PreviousRun } from '../../output/journal/previous-run.js';
import type { PlannedVideo } from '../../output/journal/plan-resume.js';
import { readJournal } from '../../output/journal/read-journal.js';
import type { RowSource } from '../../output/rows/output-rows.js';
import type { RunFiles } from '../../output/journal/run-files.js';
import { stampPaths, type StampedPath } from '../../pipeline/find/stamp-paths.js';
import { peek } from '../../pipeline/find/peek.js';
import { walk, type WalkOptions } from '../../pipeline/find/walk.js';
import { noVideos } from '../count-videos.js';
import { isPlainOutput, runFilesOf } from './output-files.js';
import type { ResumeFlags } from '../flags/resume.js';

/** What a run has to do, before any of it is done. */
export interface Work {
  /** undefined where the output cannot be resumed: stdout, a pipe, a table */
  files: RunFiles | undefined;
  /** the run to go on with, under --resume */
  previous: PreviousRun | undefined;
  /** the first video, where all are to be done */
  first: StampedPath | undefined;
  /** to be called once, when the files are ready */
  plan: () => AsyncIterable<PlannedVideo>;
}

interface WorkOptions {
  walk: WalkOptions;
  flags: ResumeFlags;
  format: string;
  /** how rows of an earlier run are read; undefined for a format that cannot be resumed */
  source: ((files: RunFiles) => RowSource) | undefined;
}

/**
 * Changes nothing.
 * @throws XclipError NO_VIDEOS, NOT_RESUMABLE; UsageError CONTRADICTION
 */
export async function findWork({ walk: options, flags, format, source }: WorkOptions): Promise<Work> {
  const files = await resumableFiles(flags, { format, isResumable: source !== undefined });
  const paths = await peek(stampPaths(walk(options)));
  if (paths.first === undefined) throw noVideos(options);
  const previous =
    flags.resume && files !== undefined && source !== undefined
      ? await find(files, source(files), paths.all, flags)
      : undefined;
  return {
    files,
    previous,
    first: previous === undefined ? paths.first : undefined,
    plan: () => previous?.plan() ?? paths.all,
  };
}

async function resumableFiles(
  { output, resume }: ResumeFlags,
  { format, isResumable }: { format: string; isResumable: boolean },
): Promise<RunFiles | undefined> {
  if (output === undefined) return undefined;
  if (isResumable && (await isPlainOutput(output))) return runFilesOf(output);
  if (!resume) return undefined;
  const why = isResumable ? 'it is no plain file' : `--resume does not know --format ${format}`;
  throw new UsageError(`${output} cannot be resumed: ${why}`, {
    code: 'CONTRADICTION',
    hint: 'leave --resume out, or write to a file in another format',
  });
}

async function find(
  files: RunFiles,
  source: RowSource,
  walked: AsyncGenerator<StampedPath, void, undefined>,
  { 'retry-failed': retryFailed }: ResumeFlags,
): Promise<PreviousRun | undefined> {
  const journal = await readJournal(files, source);
  if (journal !== undefined) return PreviousRun.find(files, source, journal, walked, { retryFailed });
  const [there] = [files.journal, ...source.files].filter((file) => existsSync(file));
  if (there === undefined) return undefined;
  throw new XclipError(
    there === files.journal
      ? `${there} is not a journal that this version reads`
      : `${there} is there without ${files.journal}, which would say what of it is finished`,
    { code: 'NOT_RESUMABLE', hint: 'give --overwrite to begin anew, or another --output' },
  );
}
