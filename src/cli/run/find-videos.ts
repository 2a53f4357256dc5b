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
import type { ResumeFlags } from '../flags/resume.js';
import { type OutputTarget, rowSource } from './open-output.js';
import { noteLeftOut } from './notes.js';
import { ExistingOutputs } from './protect-inputs.js';
import { resumableFiles, resumableWork } from './resumable-work.js';
import { until, type WorkSource } from './work-source.js';

interface VideosRequest<Kind extends RowKind> extends Omit<OutputTarget<Kind>, 'output'> {
  walk: WalkOptions;
  flags: ResumeFlags;
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
}: VideosRequest<Kind>): Promise<WorkSource<StampedPath>> {
  const files = await resumableFiles(flags, format);
  // What is resumed is no video: its journal is held against each of its bytes.
  if (!flags.resume) await (await ExistingOutputs.of(flags.output)).refuseVideosOf(options);
  let leftOut: LeftOut | undefined;
  const { first, all } = await peek(stampPaths(walk({ ...options, onEnd: (found) => (leftOut = found) })), 2);
  if (first.length === 0) throw noVideos(options);
  if (format.isOfOneVideo === true && first.length > 1) throw severalVideos(format.name);
  return {
    ...(await resumableWork(all, { files, rowsOf: (named) => rowSource({ format, text }, named), flags })),
    count: (setTotal, signal) => countVideos(options, setTotal, signal),
    noteEnd: (note) => {
      if (leftOut !== undefined) noteLeftOut(leftOut, note);
    },
  };
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
