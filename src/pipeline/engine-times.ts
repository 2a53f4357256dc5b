import type { DecoderPool } from '../media/decoder-pool.js';
import type { XclipModel } from '../xclip/model.js';
import { StageTimes } from './stage-times.js';

/** A clock for stages that also tells what the decoders and the inference thread count themselves. */
export function engineTimes({ model, pool }: { model: XclipModel; pool: DecoderPool }): StageTimes {
  return new StageTimes(() => ({
    ...pool.busyMs,
    inference: model.busyMs('video'),
    score: model.busyMs('scorer'),
  }));
}
