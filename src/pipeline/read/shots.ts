/** From places where the picture changes to the shots between them. Pure arithmetic. */
import type { NumberedSpan } from './windows.js';

/** Shorter than this is a flash or a fade, and belongs to the shot before it. */
export const LEAST_SHOT_SECONDS = 0.5;

export interface ShotOptions {
  durationSeconds: number;
  /** longer shots are cut into equal parts, none longer than this; undefined leaves them whole */
  mostSeconds: number | undefined;
}

/** @param cuts when a new shot begins, in seconds from the first frame, ascending */
export function shotSpans(
  cuts: readonly number[],
  { durationSeconds, mostSeconds = Infinity }: ShotOptions,
): NumberedSpan[] {
  const starts = [0];
  for (const cut of cuts) {
    const isLongEnough = cut - (starts.at(-1) ?? 0) >= LEAST_SHOT_SECONDS;
    if (isLongEnough && durationSeconds - cut >= LEAST_SHOT_SECONDS) starts.push(cut);
  }
  const parts = starts.flatMap((start, i) => {
    // A single frame may last no time at all.
    const end = starts[i + 1] ?? Math.max(durationSeconds, start + LEAST_SHOT_SECONDS);
    const partCount = Math.max(1, Math.ceil((end - start) / mostSeconds));
    const edge = (part: number): number =>
      part === partCount ? end : start + (part * (end - start)) / partCount;
    return Array.from({ length: partCount }, (_, part) => ({
      startSeconds: edge(part),
      endSeconds: edge(part + 1),
    }));
  });
  return parts.map((part, clip) => ({ clip, ...part }));
}
