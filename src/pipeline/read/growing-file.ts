import { stat } from 'node:fs/promises';
import { VideoError } from '../../errors.js';
import type { WalkedPath } from '../find/walk.js';

/** Said of clips with other notes, which may be the reason for them. */
export const GROWING_NOTE = 'still being written: the file grew while it was read';

/** Whether a file is larger than when it was found: a recording or a copy under way. */
export async function hasGrown({ path, stamp }: WalkedPath): Promise<boolean> {
  if (stamp === undefined) return false;
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  return size > stamp.sizeBytes;
}

/** What is wrong with a video, and that it may only be unfinished. */
export async function unlessGrowing(item: WalkedPath, error: VideoError): Promise<VideoError> {
  if (!(await hasGrown(item))) return error;
  return new VideoError(`${error.message}; ${GROWING_NOTE}`, {
    code: error.code,
    hint: 'tag it again with --resume --retry-failed once it is complete',
    cause: error,
  });
}
