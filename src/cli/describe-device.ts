import type { Engine } from '../pipeline/engine.js';
import type { RunReport } from './run/report.js';

/** What run files say of the device. */
export function describeDevice({ device, model }: Engine): RunReport['device'] {
  return { ...device, clips_per_call: model.clipsPerCall.size };
}
