import { existsSync } from 'node:fs';
import { UsageError, XclipError } from '../../errors.js';
import { readJournal } from '../../output/journal/read-journal.js';
import type { ResumeRules } from '../../output/journal/plan-resume.js';
import { PreviousRun } from '../../output/journal/previous-run.js';
import type { RunFiles } from '../../output/journal/run-files.js';
import { skipFinished } from '../../output/journal/skip-finished.js';
import type { RowSource } from '../../output/rows/output-rows.js';
import type { RowKind } from '../../output/formats/output-format.js';
import { peek } from '../../pipeline/find/peek.js';
import {
  type LeftOut,
  type StampedPath,
  stampPaths,
  walk,
  type WalkOptions,
} from '../../pipeline/find/walk.js';
import type { ResumeFlags } from '../flags/resume.js';
import { type OutputTarget, rowSource } from './open-output.js';
import { isPlainOutput, runFilesOf } from './output-files.js';
import { noteLeftOut } from './notes.js';
import { ExistingOutputs } from './protect-inputs.js';
import { until, type WorkSource } from './work-source.js';

interface VideosRequest<Kind extends RowKind> extends Omit<OutputTarget<Kind>, 'output'> {
  walk: WalkOptions;
  flags: ResumeFlags;
  /** what else a finished video left is there (`ResumeRules`) */
  isComplete?: ((video: string) => boolean) | undefined;
}

/**
 * The videos of folders and lists, with what an earlier run made of them. Changes nothing.
 * @throws XclipError NO_VIDEOS, NOT_RESUMABLE; UsageError CONTRADICTION, SEVERAL_VIDEOS, OUTPUT_IS_INPUT
 */
export async function findVideos<Kind extends RowKind>({
  walk: options,
  flags,
  format,
  text,
  isComplete,
}: VideosRequest<Kind>): Promise<WorkSource<StampedPath>> {
  const files = await resumableFiles(flags, format);
  // What is resumed is no video: its journal is held against each of its bytes.
  if (!flags.resume) await (await ExistingOutputs.of(flags.output)).refuseVideosOf(options);
  let leftOut: LeftOut | undefined;
  const { first, all } = await peek(stampPaths(walk({ ...options, onEnd: (found) => (leftOut = found) })), 2);
  if (first.length === 0) throw noVideos(options);
  if (format.isOfOneVideo === true && first.length > 1) throw severalVideos(format.name);
  const previous =
    flags.resume && files !== undefined
      ? await findPrevious(files, rowSource({ format, text }, files), all, {
          retryFailed: flags['retry-failed'],
          isComplete,
        })
      : undefined;
  return {
    files,
    previous,
    pass: ({ signal, ...pass }) => skipFinished(until(previous?.plan() ?? all, signal), pass),
    count: (setTotal, signal) => countVideos(options, setTotal, signal),
    noteEnd: (note) => {
      if (leftOut !== undefined) noteLeftOut(leftOut, note);
    },
    close: async () => previous?.close(),
  };
}

async function resumableFiles(
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

/**
 * Counts beside the run, for the time left on a terminal. A walk of its own, which costs nothing next to decoding: to go
 * by the run's own would mean to hold all paths.
 */
function countVideos(options: WalkOptions, setTotal: (videos: number) => void, signal: AbortSignal): void {
  if (!process.stderr.isTTY) return;
  void (async () => {
    let videos = 0;
    for await (const _ of until(walk(options), signal)) setTotal(++videos);
  })().catch(() => undefined);
}

export function noVideos({ paths, extensions }: WalkOptions): XclipError {
  return new XclipError(`no videos in ${paths.join(', ')} (looked for .${extensions.join(', .')})`, {
    code: 'NO_VIDEOS',
    hint: 'name a folder that holds some, or other extensions with --ext',
  });
}

export function severalVideos(format: string): UsageError {
  return new UsageError(`--format ${format} writes captions for one video, but several are named`, {
    code: 'SEVERAL_VIDEOS',
    hint: 'tag them one by one, or choose --format jsonl',
  });
}
