import { at } from '../../at.js';
import { VideoError } from '../../errors.js';
import type { OpenVideo } from '../../media/types.js';
import { firstFrameFrom, planClips } from '../read/windows.js';
import {
  asVideoError,
  readClips,
  type FailedVideo,
  type ReadClip,
  type ReadOptions,
} from '../read/read-clips.js';
import { neededFrames, sampleVideo, type SamplingOptions } from '../read/sample.js';
import { shotSpans } from '../read/shots.js';
import type { StoreSampling } from './store-sampling.js';

/** A clip to search by. */
export interface Example {
  path: string;
  /** where in the video, from its first frame; undefined for all of it */
  startSeconds: number | undefined;
}

type ExampleOptions = StoreSampling & Pick<ReadOptions, 'pool'>;

/** An example, sampled as the clips of a store were: the whole video as one clip, or what begins at a time. */
export async function readExample(
  { path, startSeconds }: Example,
  options: ExampleOptions,
): Promise<ReadClip | FailedVideo> {
  if (startSeconds === undefined) {
    for await (const clip of readClips(one({ path }), { ...options, decoders: 1 })) return clip;
  } else {
    try {
      const clips = options.pool.streamVideo(path, (video) => clipFrom(path, startSeconds, video, options));
      for await (const clip of clips) return clip;
    } catch (error) {
      return { video: path, error: asVideoError(error) };
    }
  }
  return { video: path, error: new VideoError('no frame is shown there', { code: 'NO_FRAMES' }) };
}

async function* one<T>(item: T): AsyncGenerator<T, void, undefined> {
  yield await Promise.resolve(item);
}

async function* clipFrom(
  path: string,
  startSeconds: number,
  video: OpenVideo,
  { sampling, geometry, cutting }: ExampleOptions,
): AsyncGenerator<ReadClip, void, undefined> {
  const times = await video.frameTimes();
  const cuts = cutting?.by === 'scenes' ? await video.findCuts() : [];
  const spans =
    cutting?.by === 'time'
      ? [{ clip: 0, startSeconds, endSeconds: startSeconds + cutting.windowSeconds }]
      : shotSpans(cuts, { ...video.index, mostSeconds: cutting?.mostSeconds });
  const shown = spans.filter(({ endSeconds }) => endSeconds > startSeconds).slice(0, 1);
  const [planned] =
    cutting === undefined ? momentFrom(startSeconds, times, sampling) : planClips(times, shown, sampling);
  if (planned === undefined) {
    throw new VideoError(`it ends after ${video.index.durationSeconds.toFixed(2)} s`, {
      code: 'TOO_SHORT',
      hint: 'name an earlier time after the #',
    });
  }
  const indices = planned.views.flat();
  for await (const { data, notes, ...clip } of video.readClips([indices], geometry)) {
    yield {
      video: path,
      clip: 0,
      startSeconds: clip.startSeconds,
      endSeconds: clip.endSeconds,
      frameIndices: indices,
      notes: [...planned.notes, ...notes],
      frames: data,
      viewCount: 1,
    };
  }
}

/** Of whole videos, the window that sampling would have drawn begins there; uniform sampling takes all that follows. */
function momentFrom(
  startSeconds: number,
  times: Float64Array,
  sampling: SamplingOptions,
): { views: number[][]; notes: string[] }[] {
  const first = firstFrameFrom(times, at(times, 0) + startSeconds);
  const left = times.length - first;
  if (left === 0) return [];
  const count = sampling.sampling === 'uniform' ? left : Math.min(left, neededFrames(sampling));
  const { views, notes } = sampleVideo(count, sampling, 'what follows');
  return [{ views: views.map((view) => view.map((frame) => first + frame)), notes }];
}
