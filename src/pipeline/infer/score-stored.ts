import { pMapIterable } from 'p-map';
import { at } from '../../at.js';
import { VideoError } from '../../errors.js';
import type { StoredClip } from '../../store/stored-clip.js';
import { toFloat32 } from '../../xclip/checkpoint/float-types.js';
import type { EncodedClips } from '../../xclip/clip-encoder.js';
import type { TextFeatures, XclipModel } from '../../xclip/model.js';
import type { FailedVideo } from '../read/read-clips.js';
import { batch } from './encode-videos.js';
import { failNotFinite } from './fail-not-finite.js';

/** Clips × labels that a call of the scorer has at least: enough rows to make its weights' way to the cores worth it. */
const ROWS_PER_CALL = 160;
const MOST_CLIPS_PER_CALL = 16;
/** One call computes while the next one's numbers are read. */
const CALLS_AT_ONCE = 2;

export type ScoredStoredClip<T extends StoredClip> = Omit<T, 'embedding' | 'context'> & {
  logits: Float32Array;
};

/**
 * Stored clips → logits [labels], in order. Many clips share a call, unlike in `score`, since here the calls are all
 * the work. Every call has the same number of clips, the last one filled up: onnxruntime takes another kernel for one
 * row than for many, and a clip's result must not depend on how many follow it. A video whose logits are not finite
 * gives no more clips.
 */
export async function* scoreStored<T extends StoredClip>(
  clips: AsyncIterable<T>,
  { model, texts }: { model: XclipModel; texts: TextFeatures },
): AsyncGenerator<ScoredStoredClip<T> | FailedVideo, void, undefined> {
  const size = clipsPerCall(texts.labelCount);
  const calls = new Set<Promise<unknown>>();
  const scoreCall = async (group: readonly T[]): Promise<ScoredStoredClip<T>[]> => {
    const call = model.score(joined(group, size), size, texts);
    calls.add(call);
    const logits = await call.finally(() => calls.delete(call));
    return group.map(({ embedding: _e, context: _c, ...clip }, i) => ({
      ...clip,
      logits: logits.slice(i * texts.labelCount, (i + 1) * texts.labelCount),
    }));
  };
  const scoreGroup = async (group: readonly T[]): Promise<(ScoredStoredClip<T> | FailedVideo)[]> => {
    const scored = await failNotFinite(group, scoreCall);
    return group.map(({ video }, i) => {
      const result = at(scored, i);
      return result instanceof VideoError ? { video, error: result } : result;
    });
  };
  const groups = batch(clips, size, () => 1);
  const options = { concurrency: CALLS_AT_ONCE, backpressure: 2 * CALLS_AT_ONCE };
  try {
    let failedVideo: string | undefined;
    for await (const scored of pMapIterable(groups, scoreGroup, options)) {
      for (const item of scored) {
        if (item.video === failedVideo) continue;
        if ('error' in item) failedVideo = item.video;
        yield item;
      }
    }
  } finally {
    // A caller that stops early closes the model next, which must not happen during a call.
    await Promise.allSettled(calls);
  }
}

export function clipsPerCall(labelCount: number): number {
  return Math.min(Math.ceil(ROWS_PER_CALL / labelCount), MOST_CLIPS_PER_CALL);
}

/** `size` clips side by side, the last one repeated where there are fewer. */
function joined(clips: readonly StoredClip[], size: number): EncodedClips {
  const [first] = clips;
  if (first?.context === undefined) throw new TypeError('a clip without context cannot be scored');
  const embedWidth = first.embedding.length;
  const contextWidth = first.context.length / 2;
  const videoEmbeds = new Float32Array(size * embedWidth);
  const visualContext = new Float32Array(size * contextWidth);
  for (let i = 0; i < size; i++) {
    const clip = clips[Math.min(i, clips.length - 1)] ?? first;
    videoEmbeds.set(clip.embedding, i * embedWidth);
    // A copy, since fp16 must lie at an even address.
    if (clip.context !== undefined)
      visualContext.set(toFloat32(clip.context.slice(), 'float16'), i * contextWidth);
  }
  return { videoEmbeds, visualContext };
}
