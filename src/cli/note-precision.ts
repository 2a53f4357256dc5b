import { precisionLine, type PrecisionDescription } from '../xclip/int8/int8-video.js';

/** Says once what a run computes in, unless it is what everyone expects. */
export function notePrecision(precision: PrecisionDescription, note: (line: string) => void): void {
  if (precision.name !== 'fp32') note(precisionLine(precision));
}
