import type { EncodedClips, TextFeatures, XclipModel } from '../xclip/model.js';
import type { FailedVideo, ReadClip } from './read-clips.js';

/** A clip with its logits, its frames let go. */
export interface ScoredClip extends Omit<ReadClip, 'frames' | 'viewCount'> {
  /** [views][labels], in the order of the labels: the reference's `logits_per_video` */
  logits: Float32Array[];
}

interface InferOptions {
  model: XclipModel;
  texts: TextFeatures;
  /** views a call of the video graph, at most */
  batchSize: number;
}

/** Groups of clips → logits. */
export async function* infer(
  groups: AsyncIterable<(ReadClip | FailedVideo)[]>,
  options: InferOptions,
): AsyncGenerator<ScoredClip | FailedVideo, void, undefined> {
  for await (const group of groups) {
    const clips = group.filter((item) => 'frames' in item);
    const logits = await scoreViews(clips.flatMap(viewsOf), options);
    for (const item of group) {
      if ('error' in item) {
        yield item;
        continue;
      }
      const { frames: _frames, viewCount, ...clip } = item;
      yield { ...clip, logits: logits.splice(0, viewCount) };
    }
  }
}

/** The frames of each view, uint8 [numFramesPerClip, imageSize, imageSize, 3]. */
function viewsOf({ frames, viewCount }: ReadClip): Uint8Array[] {
  const viewBytes = frames.length / viewCount;
  return Array.from({ length: viewCount }, (_, v) => frames.subarray(v * viewBytes, (v + 1) * viewBytes));
}

async function scoreViews(
  views: readonly Uint8Array[],
  { model, texts, batchSize }: InferOptions,
): Promise<Float32Array[]> {
  const logits = [];
  for (let start = 0; start < views.length; start += batchSize) {
    const part = views.slice(start, start + batchSize);
    const encoded = await model.encodeClips(joined(part), part.length);
    // One view a call: with one label and one clip the runtime takes another kernel than with many, whose last digit
    // differs, and a result must not depend on the batch.
    for (let i = 0; i < part.length; i++)
      logits.push(await model.score(clipOf(encoded, i, part.length), 1, texts));
  }
  return logits;
}

function clipOf({ videoEmbeds, visualContext }: EncodedClips, i: number, count: number): EncodedClips {
  const embedWidth = videoEmbeds.length / count;
  const contextWidth = visualContext.length / count;
  return {
    videoEmbeds: videoEmbeds.slice(i * embedWidth, (i + 1) * embedWidth),
    visualContext: visualContext.slice(i * contextWidth, (i + 1) * contextWidth),
  };
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
