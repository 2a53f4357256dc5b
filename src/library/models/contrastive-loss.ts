import { XclipError } from '../../errors.js';
import { Tensor, type FloatTensor } from '../tensor.js';
import { at } from '../../at.js';

/**
 * `image_text_contrastive_loss` of modeling_x_clip.py: the mean of the cross entropies of texts against videos and of
 * videos against texts, where text i belongs to video i.
 * @param logitsPerVideo float32 [videos, texts]
 * @returns float32 []
 * @throws XclipError UNPAIRED unless there are as many texts as videos
 */
export function contrastiveLoss({ data, dims }: FloatTensor): FloatTensor {
  const [videos = 0, texts = 0] = dims;
  if (videos !== texts) {
    throw new XclipError(`return_loss pairs texts and videos, but there are ${texts} and ${videos}`, {
      code: 'UNPAIRED',
      hint: 'give one text a video, in the same order',
    });
  }
  let sum = 0;
  for (let i = 0; i < videos; i++) {
    const ofVideo = Array.from({ length: texts }, (_, text) => at(data, i * texts + text));
    const ofText = Array.from({ length: videos }, (_, video) => at(data, video * texts + i));
    sum += crossEntropy(ofVideo, i) + crossEntropy(ofText, i);
  }
  return new Tensor(Float32Array.of(sum / (2 * videos)), []);
}

/** −log softmax(logits)[target] */
function crossEntropy(logits: readonly number[], target: number): number {
  const highest = Math.max(...logits);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0);
  return highest + Math.log(sum) - at(logits, target);
}
