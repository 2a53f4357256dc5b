import { UsageError, XclipError } from '../../errors.js';
import type { RowKind } from '../../output/formats/output-format.js';
import { peek } from '../../pipeline/find/peek.js';
import {
  type LeftOut,
  type StampedPath,
  stampPaths,
  walk,
  type WalkOptions,
} from '../../pipeline/find/walk.js';
import { type Selection, selectVideos } from '../../pipeline/find/select-videos.js';
import type { ResumeFlags } from '../flags/resume.js';
import { type OutputTarget, rowSource } from './open-output.js';
import { noteLeftOut } from './notes.js';
import { ExistingOutputs } from './protect-inputs.js';
import { resumableFiles, resumableWork } from './resumable-work.js';
import { until, type WorkSource } from './work-source.js';

const ALL: Selection = { newerThanMs: undefined, order: 'path' };

interface VideosRequest<Kind extends RowKind> extends Omit<OutputTarget<Kind>, 'output'> {
  walk: WalkOptions;
  /** what of it is taken; all of it, in order, if undefined */
  selection?: Selection | undefined;
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
  selection = ALL,
  flags,
  format,
  text,
  isComplete,
}: VideosRequest<Kind>): Promise<WorkSource<StampedPath>> {
  refuseUnsorted(flags, selection);
  const files = selection.order === 'path' ? await resumableFiles(flags, format) : undefined;
  // What is resumed is no video: its journal is held against each of its bytes.
  if (!flags.resume) await (await ExistingOutputs.of(flags.output)).refuseVideosOf(options);
  let leftOut: LeftOut | undefined;
  let old = 0;
  const found = stampPaths(walk({ ...options, onEnd: (rest) => (leftOut = rest) }));
  const { first, all } = await peek(
    selectVideos(found, selection, () => (old += 1)),
    2,
  );
  if (first.length === 0) throw old === 0 ? noVideos(options) : allOld(old);
  if (format.isOfOneVideo === true && first.length > 1) throw severalVideos(format.name);
  return {
    ...(await resumableWork(all, {
      files,
      rowsOf: (named) => rowSource({ format, text }, named),
      flags,
      isComplete,
    })),
    count: (setTotal, signal) => countVideos(options, selection, setTotal, signal),
    leftOut: () => ({
      other_extension: leftOut?.otherFiles ?? 0,
      hidden: leftOut?.hidden ?? 0,
      excluded: leftOut?.excluded ?? 0,
      dangling_links: leftOut?.danglingLinks ?? 0,
      special_files: leftOut?.specialFiles ?? 0,
      text_files: leftOut?.textFiles ?? 0,
      older: old,
    }),
    noteEnd: (note) => {
      if (leftOut !== undefined) noteLeftOut(leftOut, note);
      if (old > 0) note(`left out: ${counted(old)} last changed before --newer-than`);
    },
  };
}

/**
 * Counts beside the run, for the time left on a terminal. A walk of its own, which costs nothing next to decoding: to go
 * by the run's own would mean to hold all paths.
 */
function countVideos(
  options: WalkOptions,
  selection: Selection,
  setTotal: (videos: number) => void,
  signal: AbortSignal,
): void {
  if (!process.stderr.isTTY) return;
  void (async () => {
    let videos = 0;
    const walked = walk(options);
    const counted =
      selection.newerThanMs === undefined ? walked : selectVideos(stampPaths(walked), selection);
    for await (const _ of until(counted, signal)) setTotal(++videos);
  })().catch(() => undefined);
}

/** @throws UsageError CONTRADICTION: a journal follows the order of paths */
function refuseUnsorted({ resume }: ResumeFlags, { order }: Selection): void {
  if (!resume || order === 'path') return;
  throw new UsageError(
    `--resume does not know --sort ${order}: what is finished is found by the order of paths`,
    {
      code: 'CONTRADICTION',
      hint: 'leave one out',
    },
  );
}

function counted(videos: number): string {
  return `${videos} ${videos === 1 ? 'video' : 'videos'}`;
}

function allOld(videos: number): XclipError {
  return new XclipError(`${counted(videos)} found, of which none changed since --newer-than`, {
    code: 'NO_VIDEOS',
    hint: 'give an earlier time',
  });
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
