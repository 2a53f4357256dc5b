/** Which stretches of a long video become clips, and which of its frames each takes. Pure arithmetic. */
import { sampleVideo, type SamplingOptions } from './sample.js';
import { at } from '../../at.js';

/** From `startSeconds` up to, not including, `endSeconds`, counted from the video's first frame. */
export interface TimeSpan {
  startSeconds: number;
  endSeconds: number;
}

/** A stretch of video with its number, which stays its own where others are left out. */
export interface NumberedSpan extends TimeSpan {
  clip: number;
}

export interface WindowOptions {
  /** from the start of one window to the start of the next, above 0 */
  everySeconds: number;
  /** length of each window, above 0: less leaves gaps between them, more lets them overlap */
  windowSeconds: number;
}

/** A clip that is to be read. */
export interface PlannedClip extends NumberedSpan {
  /** [views][numFramesPerClip]: 0-based numbers of the video's frames */
  views: number[][];
  notes: string[];
}

/** Less than any two frames are apart, more than what seconds lose in double precision. */
const CLOCK_TOLERANCE_SECONDS = 1e-6;

/**
 * Window k begins at k × every. One that the video's end leaves less than half of is left out, unless it is the first.
 * @param durationSeconds from the first frame's time to the end of the last one's
 */
export function windowSpans(
  durationSeconds: number,
  { everySeconds, windowSeconds }: WindowOptions,
): NumberedSpan[] {
  const spans: NumberedSpan[] = [];
  for (let clip = 0; ; clip++) {
    const startSeconds = clip * everySeconds;
    const leftSeconds = durationSeconds - startSeconds;
    if (clip > 0 && leftSeconds + CLOCK_TOLERANCE_SECONDS < windowSeconds / 2) return spans;
    // A single frame may last no time at all.
    const lengthSeconds = leftSeconds > 0 ? Math.min(windowSeconds, leftSeconds) : windowSeconds;
    spans.push({ clip, startSeconds, endSeconds: startSeconds + lengthSeconds });
  }
}

/**
 * The frames of each span, chosen as if it were a video of its own: from the seed anew, so that a clip does not depend
 * on those before it. Spans without frames are left out.
 * @param times when each frame is shown, in seconds, ascending
 * @throws VideoError TOO_SHORT for a span with too few frames under the policy `error`
 */
export function planClips(
  times: Float64Array,
  spans: readonly NumberedSpan[],
  sampling: SamplingOptions,
): PlannedClip[] {
  const origin = times[0] ?? 0;
  return spans.flatMap((span) => {
    const first = firstFrameFrom(times, origin + span.startSeconds);
    const frameCount = firstFrameFrom(times, origin + span.endSeconds) - first;
    if (frameCount === 0) return [];
    const { views, notes } = sampleVideo(frameCount, sampling, `clip ${span.clip}`);
    return [{ ...span, views: views.map((view) => view.map((frame) => first + frame)), notes }];
  });
}

/** The first frame shown at this time or later; the number of frames if there is none. */
export function firstFrameFrom(times: Float64Array, seconds: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(times, middle) < seconds - CLOCK_TOLERANCE_SECONDS) low = middle + 1;
    else high = middle;
  }
  return low;
}
