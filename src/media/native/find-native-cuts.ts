import { cutSeconds } from '../scene-score.js';
import { decodeAll } from './decode-all.js';
import type { NativeVideo } from './native-video.js';
import { SceneFilter } from './scene-filter.js';

/**
 * Decodes the whole video to see where the picture changes at once.
 * @returns when a new shot begins, in seconds from the first frame, ascending
 * @throws VideoError NO_FRAMES, NO_DECODER
 */
export async function findNativeCuts(video: NativeVideo): Promise<number[]> {
  const { timeBase } = video.index.stream;
  const filter = new SceneFilter(timeBase);
  const shownAt: number[] = [];
  try {
    await decodeAll(video, (frame, ticks) => {
      if (!Number.isNaN(ticks)) frame.pts = BigInt(ticks);
      shownAt.push(...filter.push(frame).map(Number));
    });
  } finally {
    filter.close();
  }
  return cutSeconds(shownAt, timeBase);
}
