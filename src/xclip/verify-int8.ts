import type { XclipModel } from './model.js';
import { SYNTHETIC_LABELS, syntheticClip } from './synthetic-clip.js';

/** How far one model's answer for a clip is from another's. */
export interface ClipError {
  /** largest difference of a logit */
  logit: number;
  /** between the clip's embeds */
  cosine: number;
}

/** Holds two openings of one checkpoint against each other, on the synthetic clip. */
export async function compareModels(model: XclipModel, reference: XclipModel): Promise<ClipError> {
  const [ours, right] = [await answer(model), await answer(reference)];
  return {
    logit: Math.max(...right.logits.map((logit, i) => Math.abs(logit - (ours.logits[i] ?? NaN)))),
    cosine: cosine(ours.embeds, right.embeds),
  };
}

async function answer(model: XclipModel): Promise<{ logits: Float32Array; embeds: Float32Array }> {
  const { numFrames, imageSize } = model.config.vision;
  const texts = await model.encodeLabels(SYNTHETIC_LABELS);
  const clip = await model.encodeClip(syntheticClip(numFrames, imageSize));
  return { logits: await model.score(clip, 1, texts), embeds: clip.videoEmbeds };
}

function cosine(a: Float32Array, b: Float32Array): number {
  const product = (x: Float32Array, y: Float32Array): number =>
    x.reduce((sum, value, i) => sum + value * (y[i] ?? NaN), 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}
