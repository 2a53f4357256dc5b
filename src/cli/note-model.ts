import { precisionLine } from '../xclip/int8/int8-video.js';
import type { XclipModel } from '../xclip/model.js';

/** Says once what there is to say of a model that is ready: its precision, unless it is fp32, and its batches. */
export function noteModel({ precision, clipsPerCall }: XclipModel, note: (line: string) => void): void {
  if (precision.name !== 'fp32') note(precisionLine(precision));
  if (clipsPerCall.note !== undefined) note(clipsPerCall.note);
}
