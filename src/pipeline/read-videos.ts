import { readClips, type FailedVideo, type ReadClip, type ReadOptions } from './read-clips.js';
import { readWindows, type Cutting } from './read-windows.js';
import type { WalkedPath } from './walk.js';

export interface VideoOptions extends ReadOptions {
  /** how videos are cut into many clips; one clip of the whole video if undefined */
  cutting?: Cutting | undefined;
}

/** Paths → clips, in the order of the paths; a video that fails costs itself only. */
export function readVideos(
  paths: AsyncIterable<WalkedPath>,
  options: VideoOptions,
): AsyncIterable<ReadClip | FailedVideo> {
  const { cutting } = options;
  return cutting === undefined ? readClips(paths, options) : readWindows(paths, cutting, options);
}
