import { at } from '../at.js';
import { evenly } from './choose-rows.js';

/** What fits beside each other on a screen: base-patch32 looks at 8, larger models at 16 or 32. */
export const MOST_FRAMES = 8;

/** Of the frames that were looked at, those that are shown, in order. */
export function shownFrames(frameIndices: readonly number[]): number[] {
  return evenly(frameIndices, MOST_FRAMES);
}

/**
 * Where results do not say which frames were looked at, as CSV does not: from the first one's time to the last one's, evenly,
 * each once. Those of the documented sampling are neighbours, and so are found exactly.
 * @param times when each frame is shown, in seconds, ascending
 */
export function framesBetween(times: ArrayLike<number>, startSeconds: number, endSeconds: number): number[] {
  if (times.length === 0) return [];
  const first = nearest(times, startSeconds);
  const last = Math.max(first, nearest(times, endSeconds));
  const count = Math.min(MOST_FRAMES, last - first + 1);
  return Array.from({ length: count }, (_, i) =>
    count === 1 ? first : first + Math.round((i * (last - first)) / (count - 1)),
  );
}

function nearest(times: ArrayLike<number>, seconds: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(times, middle) < seconds) low = middle + 1;
    else high = middle;
  }
  const isBeforeNearer = low > 0 && seconds - at(times, low - 1) < at(times, low) - seconds;
  return isBeforeNearer ? low - 1 : low;
}
