import { allFinite } from '../all-finite.js';
import { VideoError } from '../errors.js';
import type { StoredClip } from '../store/stored-clip.js';
import { toHalfFloats } from '../xclip/checkpoint/float-types.js';
import { NotFinite } from '../xclip/runtime/not-finite.js';
import type { WalkedPath } from './find/walk.js';
import type { EncodedClip } from './infer/encode.js';
import { encodeVideos, type EncodeOptions } from './infer/encode-videos.js';
import type { FailedVideo } from './read/read-clips.js';

/** Sampling is with one view, since a clip has one embedding. */
export interface EmbedOptions extends EncodeOptions {
  /** divide each embedding by its length */
  normalize: boolean;
  withContext: boolean;
}

/** fp16's largest number. */
const LARGEST_HALF = 65504;

/** Paths → embeds and visual context, in the order of the paths, holding a bounded number of clips. */
export async function* embedClips(
  paths: AsyncIterable<WalkedPath>,
  options: EmbedOptions,
): AsyncGenerator<StoredClip | FailedVideo, void, undefined> {
  for await (const item of encodeVideos(paths, options)) {
    yield 'error' in item ? item : toStored(item, options);
  }
}

function toStored(
  { views, ...clip }: EncodedClip,
  { normalize, withContext }: EmbedOptions,
): StoredClip | FailedVideo {
  const [view, ...others] = views;
  if (view === undefined || others.length > 0) throw new TypeError('a stored clip has one view');
  if (withContext && view.visualContext.some((value) => Math.abs(value) > LARGEST_HALF)) {
    const error = new VideoError('its visual context holds numbers that fp16 has no room for', {
      code: 'CONTEXT_OVERFLOW',
      hint: 'embed it with --no-context, or tag it directly',
    });
    return { video: clip.video, error };
  }
  const embedding = normalize ? unit(view.videoEmbeds) : view.videoEmbeds;
  // Zeros have no direction.
  if (!allFinite(embedding)) {
    return { video: clip.video, error: new NotFinite('normalised video_embeds').toVideoError() };
  }
  return {
    ...clip,
    embedding,
    context: withContext ? toHalfFloats(view.visualContext) : undefined,
  };
}

/** x ÷ ‖x‖₂, summed in double precision. */
function unit(values: Float32Array): Float32Array<ArrayBuffer> {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return Float32Array.from(values, (value) => value / length);
}
