import { XclipError } from '../errors.js';
import { walk, type WalkOptions } from '../pipeline/find/walk.js';
import { until } from './run/run-items.js';

/** Counts beside the run, for the time left: a walk costs nothing next to decoding. */
export function countVideos(
  options: WalkOptions,
  setTotal: (videos: number) => void,
  signal: AbortSignal,
): void {
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
