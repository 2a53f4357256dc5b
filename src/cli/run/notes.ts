import type { Engine } from '../../pipeline/engine.js';
import { PROVIDERS } from '../../xclip/runtime/device/provider.js';
import { precisionLine } from '../../xclip/int8/int8-video.js';

/** Says once, when a model is ready, what it runs on and why; its precision, unless it is fp32; and of its batches. */
export function noteEngine({ device, model }: Engine, note: (line: string) => void): void {
  note(`device: ${PROVIDERS[device.name].title} (${device.why})`);
  if (model.precision.name !== 'fp32') note(precisionLine(model.precision));
  if (model.clipsPerCall.note !== undefined) note(model.clipsPerCall.note);
}
