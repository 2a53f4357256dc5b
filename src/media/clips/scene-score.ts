/** ffmpeg's score from 0 to 1 of how unlike a frame is to the one before: its manual takes 0.3 to 0.5 for a cut. */
export const CUT_SCORE = 0.3;
/** Enough to see a cut; frames are decoded whole all the same. */
export const SCORED_WIDTH_PIXELS = 160;

/**
 * @param shownAt when frames that begin a shot are shown, the first frame's time first, in ticks
 * @returns the same in seconds from the first frame, without it
 */
export function cutSeconds(
  [first = 0, ...cuts]: readonly number[],
  { numerator, denominator }: { numerator: number; denominator: number },
): number[] {
  return cuts.map((ticks) => ((ticks - first) * numerator) / denominator);
}
