import { VideoError } from '../../errors.js';
import type { EncodedClips } from '../../xclip/clip-encoder.js';
import type { XclipModel } from '../../xclip/model.js';
import type { FailedVideo, ReadClip } from '../read/read-clips.js';
import { failNotFinite } from './fail-not-finite.js';
import { DeathWatch } from './survive-death.js';

/** A clip as the scorer needs it, its frames let go. */
export interface EncodedClip extends Omit<ReadClip, 'frames' | 'viewCount'> {
  /** embeds and visual context of each view */
  views: EncodedClips[];
}

interface EncodeOptions {
  model: XclipModel;
  /** also the visual context; true if undefined */
  withContext?: boolean;
  /** shared by the stages of a run */
  deaths?: DeathWatch;
}

/**
 * Groups of clips → embeds and visual context, in the same order. A video that inference dies of, or whose numbers are
 * not finite, gives no more clips.
 */
export async function* encode(
  groups: AsyncIterable<(ReadClip | FailedVideo)[]>,
  options: EncodeOptions,
): AsyncGenerator<EncodedClip | FailedVideo, void, undefined> {
  const { deaths = new DeathWatch() } = options;
  let failedVideo: string | undefined;
  for await (const group of groups) {
    const items = group.filter(({ video }) => video !== failedVideo);
    const clips = items.filter((item) => 'frames' in item);
    const work = (some: readonly ReadClip[]): Promise<EncodedClips[][]> => encodeClips(some, options);
    const results = await deaths.run(clips, (some) => failNotFinite(some, work));
    const encoded = results[Symbol.iterator]();
    for (const item of items) {
      const views = 'frames' in item ? encoded.next().value : undefined;
      if (item.video === failedVideo) continue;
      if (views instanceof VideoError) {
        failedVideo = item.video;
        yield { video: item.video, error: views };
      } else if ('error' in item) {
        yield item;
      } else {
        const { frames: _frames, viewCount: _viewCount, ...clip } = item;
        yield { ...clip, views: views ?? [] };
      }
    }
  }
}

/** @returns the views of each clip */
async function encodeClips(
  clips: readonly ReadClip[],
  { model, withContext = true }: EncodeOptions,
): Promise<EncodedClips[][]> {
  const encoded = await model.encodeClips(clips.flatMap(viewsOf), { withContext });
  return clips.map(({ viewCount }) => encoded.splice(0, viewCount));
}

/** The frames of each view, uint8 [numFramesPerClip, imageSize, imageSize, 3]. */
function viewsOf({ frames, viewCount }: ReadClip): Uint8Array[] {
  const viewBytes = frames.length / viewCount;
  return Array.from({ length: viewCount }, (_, v) => frames.subarray(v * viewBytes, (v + 1) * viewBytes));
}
