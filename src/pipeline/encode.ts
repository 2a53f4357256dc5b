import type { EncodedClips, XclipModel } from '../xclip/model.js';
import type { FailedVideo, ReadClip } from './read-clips.js';

/** A clip as the scorer needs it, its frames let go. */
export interface EncodedClip extends Omit<ReadClip, 'frames' | 'viewCount'> {
  /** embeds and visual context of each view */
  views: EncodedClips[];
}

interface EncodeOptions {
  model: XclipModel;
  /** views a call of the video graph, at most */
  batchSize: number;
  /** also the visual context; true if undefined */
  withContext?: boolean;
}

/** Groups of clips → embeds and visual context, in the same order. */
export async function* encode(
  groups: AsyncIterable<(ReadClip | FailedVideo)[]>,
  options: EncodeOptions,
): AsyncGenerator<EncodedClip | FailedVideo, void, undefined> {
  for await (const group of groups) {
    const clips = group.filter((item) => 'frames' in item);
    const encoded = await encodeViews(clips.flatMap(viewsOf), options);
    for (const item of group) {
      if ('error' in item) {
        yield item;
        continue;
      }
      const { frames: _frames, viewCount, ...clip } = item;
      yield { ...clip, views: encoded.splice(0, viewCount) };
    }
  }
}

/** The frames of each view, uint8 [numFramesPerClip, imageSize, imageSize, 3]. */
function viewsOf({ frames, viewCount }: ReadClip): Uint8Array[] {
  const viewBytes = frames.length / viewCount;
  return Array.from({ length: viewCount }, (_, v) => frames.subarray(v * viewBytes, (v + 1) * viewBytes));
}

async function encodeViews(
  views: readonly Uint8Array[],
  { model, batchSize, withContext = true }: EncodeOptions,
): Promise<EncodedClips[]> {
  const encoded = [];
  for (let start = 0; start < views.length; start += batchSize) {
    const part = views.slice(start, start + batchSize);
    const together = await model.encodeClips(joined(part), part.length, { withContext });
    for (let i = 0; i < part.length; i++) encoded.push(clipOf(together, i, part.length));
  }
  return encoded;
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
