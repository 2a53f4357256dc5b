import { existsSync } from 'node:fs';
import { UsageError, XclipError } from '../../errors.js';
import type { ResumeRules } from '../../output/journal/plan-resume.js';
import { PreviousRun } from '../../output/journal/previous-run.js';
import { readJournal } from '../../output/journal/read-journal.js';
import type { RunFiles } from '../../output/journal/run-files.js';
import { skipFinished } from '../../output/journal/skip-finished.js';
import type { RowSource } from '../../output/rows/output-rows.js';
import type { StampedPath } from '../../pipeline/find/walk.js';
import type { ResumeFlags } from '../flags/resume.js';
import { isPlainOutput, runFilesOf } from './output-files.js';
import { until, type WorkSource } from './work-source.js';

/**
 * The files of a run that can be resumed; undefined where it cannot.
 * @throws UsageError CONTRADICTION where it cannot, but --resume asks for it
 */
export async function resumableFiles(
  { output, resume }: ResumeFlags,
  { name, isResumable }: { name: string; isResumable: boolean },
): Promise<RunFiles | undefined> {
  if (output === undefined) return undefined;
  if (isResumable && (await isPlainOutput(output))) return runFilesOf(output);
  if (!resume) return undefined;
  const why = isResumable ? 'it is not a regular file' : `--resume does not know --format ${name}`;
  throw new UsageError(`${output} cannot be resumed: ${why}`, {
    code: 'CONTRADICTION',
    hint: 'leave --resume out, or write to a file in another format',
  });
}

interface ResumableWork {
  files: RunFiles | undefined;
  /** how rows of an earlier run are read */
  rowsOf: (files: RunFiles) => RowSource;
  flags: ResumeFlags;
  /** what else a finished video left is there (`ResumeRules`) */
  isComplete?: ResumeRules['isComplete'];
}

/**
 * Videos, sorted by the bytes of their paths, with what an earlier run made of them under --resume. Changes nothing.
 * @throws XclipError NOT_RESUMABLE
 */
export async function resumableWork(
  all: AsyncGenerator<StampedPath, void, undefined>,
  { files, rowsOf, flags, isComplete }: ResumableWork,
): Promise<Pick<WorkSource<StampedPath>, 'files' | 'previous' | 'pass' | 'close'>> {
  const previous =
    flags.resume && files !== undefined
      ? await findPrevious(files, rowsOf(files), all, { retryFailed: flags['retry-failed'], isComplete })
      : undefined;
  return {
    files,
    previous,
    pass: ({ signal, isDry = false, ...pass }) => {
      const plan = isDry ? previous?.preview() : previous?.plan();
      return skipFinished(until(plan ?? all, signal), pass);
    },
    close: async () => previous?.close(),
  };
}

async function findPrevious(
  files: RunFiles,
  source: RowSource,
  walked: AsyncGenerator<StampedPath, void, undefined>,
  rules: ResumeRules,
): Promise<PreviousRun | undefined> {
  const journal = await readJournal(files, source);
  if (journal !== undefined) return PreviousRun.find(files, source, journal, walked, rules);
  const [there] = [files.journal, ...source.files].filter((file) => existsSync(file));
  if (there === undefined) return undefined;
  throw new XclipError(
    there === files.journal
      ? `${there} is not a journal that this version reads`
      : `${there} is there without ${files.journal}, which would say what of it is finished`,
    { code: 'NOT_RESUMABLE', hint: 'give --overwrite to begin anew, or another --output' },
  );
}
