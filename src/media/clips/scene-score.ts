import type { PacketIndex } from '../packets/packet-index.js';

/** ffmpeg's score from 0 to 1 of how unlike a frame is to the one before: its manual takes 0.3 to 0.5 for a cut. */
export const CUT_SCORE = 0.3;
/** Enough to see a cut; frames are decoded whole all the same. */
export const SCORED_WIDTH_PIXELS = 160;

/**
 * @param marks of frames that begin a shot, the first frame's first: when they are shown, in ticks; their numbers where the
 *   file's clock begins anew, and so does not tell them apart
 * @returns when the others are shown, in seconds from the first
 */
export function cutSeconds(
  [first = 0, ...cuts]: readonly number[],
  { isSteady, steadySeconds, stream }: Pick<PacketIndex, 'isSteady' | 'steadySeconds' | 'stream'>,
): number[] {
  const { numerator, denominator } = stream.timeBase;
  return cuts.map((mark) =>
    isSteady ? ((mark - first) * numerator) / denominator : steadySeconds(mark) - steadySeconds(first),
  );
}
