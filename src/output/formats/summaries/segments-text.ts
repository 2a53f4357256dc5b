import type { TimeSpan } from '../../../pipeline/read/windows.js';
import { toFraction, toMicroseconds } from '../numbers.js';

/** Stretches as one cell: `0.0-4.5;8.0-10.0`. */
export function segmentsText(segments: readonly TimeSpan[]): string {
  return segments
    .map((span) => [span.startSeconds, span.endSeconds].map((s) => toFraction(toMicroseconds(s))).join('-'))
    .join(';');
}
