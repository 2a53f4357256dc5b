import { VideoError } from '../../errors.js';
import type { EncodedClips } from '../../xclip/clip-encoder.js';
import type { TextFeatures, XclipModel } from '../../xclip/model.js';
import type { EncodedClip } from './encode.js';
import type { FailedVideo } from '../read/read-clips.js';
import { failNotFinite } from './fail-not-finite.js';
import { DeathWatch } from './survive-death.js';

/** A clip with its logits. */
export interface ScoredClip extends Omit<EncodedClip, 'views'> {
  /** [views][labels], in the order of the labels: the reference's `logits_per_video` */
  logits: Float32Array[];
}

/** What labelled examples make of a view's logits. */
export type Adapt = (logits: Float32Array, view: EncodedClips) => Float32Array;

interface ScoreStageOptions {
  model: XclipModel;
  /** the labels, once they are encoded */
  texts: () => Promise<TextFeatures>;
  /** nothing, if undefined */
  adapt?: Adapt | undefined;
  /** shared by the stages of a run */
  deaths?: DeathWatch;
}

/** Encoded clips → logits. A video whose logits are not finite gives no more clips. */
export async function* score(
  clips: AsyncIterable<EncodedClip | FailedVideo>,
  options: ScoreStageOptions,
): AsyncGenerator<ScoredClip | FailedVideo, void, undefined> {
  const { deaths = new DeathWatch() } = options;
  let failedVideo: string | undefined;
  for await (const item of clips) {
    if (item.video === failedVideo) continue;
    if ('error' in item) {
      yield item;
      continue;
    }
    const { views, ...clip } = item;
    const work = async (): Promise<Float32Array[][]> => [await scoreViews(views, options)];
    const [logits] = await deaths.run([item], (one) => failNotFinite(one, work));
    if (logits instanceof VideoError) {
      failedVideo = item.video;
      yield { video: item.video, error: logits };
    } else {
      yield { ...clip, logits: logits ?? [] };
    }
  }
}

/** One view a call: onnxruntime adds in another order for a batch, on which a result must not depend. */
async function scoreViews(
  views: readonly EncodedClips[],
  { model, texts, adapt = (logits) => logits }: ScoreStageOptions,
): Promise<Float32Array[]> {
  const logits = [];
  for (const view of views) logits.push(adapt(await model.score(view, 1, await texts()), view));
  return logits;
}
