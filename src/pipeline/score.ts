import type { EncodedClips, TextFeatures, XclipModel } from '../xclip/model.js';
import type { EncodedClip } from './encode.js';
import type { FailedVideo } from './read-clips.js';

/** A clip with its logits. */
export interface ScoredClip extends Omit<EncodedClip, 'views'> {
  /** [views][labels], in the order of the labels: the reference's `logits_per_video` */
  logits: Float32Array[];
}

/** What labelled examples make of a view's logits. */
export type Adapt = (logits: Float32Array, view: EncodedClips) => Float32Array;

interface ScoreStageOptions {
  model: XclipModel;
  texts: TextFeatures;
  /** nothing, if undefined */
  adapt?: Adapt | undefined;
}

/** Encoded clips → logits. */
export async function* score(
  clips: AsyncIterable<EncodedClip | FailedVideo>,
  { model, texts, adapt = (logits) => logits }: ScoreStageOptions,
): AsyncGenerator<ScoredClip | FailedVideo, void, undefined> {
  for await (const item of clips) {
    if ('error' in item) {
      yield item;
      continue;
    }
    const { views, ...clip } = item;
    // One view a call: onnxruntime adds in another order for a batch, on which a result must not depend.
    const logits = [];
    for (const view of views) logits.push(adapt(await model.score(view, 1, texts), view));
    yield { ...clip, logits };
  }
}
