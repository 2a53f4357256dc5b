import type { TextFeatures, XclipModel } from '../xclip/model.js';
import type { FailedVideo, ReadClip } from './read-clips.js';

/** A clip with its logits, its frames let go. */
export interface ScoredClip extends Omit<ReadClip, 'frames'> {
  /** one logit a label, in the order of the labels: the reference's `logits_per_video` */
  logits: Float32Array;
}

/** Groups of clips → logits. Each group is one call of the video graph. */
export async function* infer(
  groups: AsyncIterable<(ReadClip | FailedVideo)[]>,
  model: XclipModel,
  texts: TextFeatures,
): AsyncGenerator<ScoredClip | FailedVideo, void, undefined> {
  for await (const group of groups) {
    const clips = group.filter((item) => 'frames' in item);
    const logits = clips.length === 0 ? [] : await scoreClips(clips, model, texts);
    const scored = new Map(clips.map((clip, i) => [clip, logits[i]]));
    for (const item of group) {
      if (!('frames' in item)) {
        yield item;
        continue;
      }
      const { frames: _, ...rest } = item;
      yield { ...rest, logits: scored.get(item) ?? new Float32Array() };
    }
  }
}

async function scoreClips(
  clips: readonly ReadClip[],
  model: XclipModel,
  texts: TextFeatures,
): Promise<Float32Array[]> {
  const encoded = await model.encodeClips(joined(clips.map((clip) => clip.frames)), clips.length);
  const embedWidth = encoded.videoEmbeds.length / clips.length;
  const contextWidth = encoded.visualContext.length / clips.length;
  const logits = [];
  for (let i = 0; i < clips.length; i++) {
    // One clip a call: with one label and one clip the runtime takes another kernel than with many, whose last digit
    // differs, and a result must not depend on the batch.
    const clip = {
      videoEmbeds: encoded.videoEmbeds.slice(i * embedWidth, (i + 1) * embedWidth),
      visualContext: encoded.visualContext.slice(i * contextWidth, (i + 1) * contextWidth),
    };
    logits.push(await model.score(clip, 1, texts));
  }
  return logits;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
