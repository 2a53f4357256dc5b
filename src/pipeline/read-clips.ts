import { pMapIterable } from 'p-map';
import { VideoError, XclipError, messageOf } from '../errors.js';
import type { FrameGeometry } from '../image/frame-geometry.js';
import type { DecoderPool } from '../media/decoder-pool.js';
import type { ClipFrames, OpenVideo } from '../media/types.js';
import { sampleVideo, type SampledVideo, type SamplingOptions } from './sample.js';
import type { StageTimes } from './stage-times.js';
import type { WalkedPath } from './walk.js';

/** A clip of a video, decoded and resized. */
export interface ReadClip {
  video: string;
  /** 0-based number of the clip inside its video */
  clip: number;
  /** presentation times of the first and the last sampled frame */
  startSeconds: number;
  endSeconds: number;
  frameIndices: number[];
  notes: string[];
  /** uint8 RGB [views, numFramesPerClip, imageSize, imageSize, 3]: samples of the clip whose answers are averaged */
  frames: Uint8Array;
  viewCount: number;
}

/** A video that gave no clip, and why. */
export interface FailedVideo {
  video: string;
  error: VideoError;
}

export interface ReadOptions {
  pool: DecoderPool;
  /** videos decoded side by side */
  decoders: number;
  sampling: SamplingOptions;
  geometry: FrameGeometry;
  times: StageTimes;
}

/** Decoded clips that may wait for inference, a decoder: enough to bridge one slow video, few enough to stay small. */
const WAITING_PER_DECODER = 3;

/** Paths → clips, in the order of the paths whatever is decoded first; a video that fails costs itself only. */
export function readClips(
  paths: AsyncIterable<WalkedPath>,
  options: ReadOptions,
): AsyncIterable<ReadClip | FailedVideo> {
  return pMapIterable(paths, (path) => readClip(path, options), {
    concurrency: options.decoders,
    backpressure: options.decoders * WAITING_PER_DECODER,
  });
}

async function readClip({ path, error }: WalkedPath, options: ReadOptions): Promise<ReadClip | FailedVideo> {
  if (error !== undefined) return { video: path, error };
  try {
    return await options.pool.withVideo(path, async (video) => {
      const { sampled, clip } = await options.times.measure('decode', () => sampleAndRead(video, options));
      return {
        video: path,
        clip: 0,
        startSeconds: clip.startSeconds,
        endSeconds: clip.endSeconds,
        frameIndices: sampled.views.flat(),
        notes: [...sampled.notes, ...video.index.notes, ...clip.notes],
        frames: clip.data,
        viewCount: options.sampling.views,
      };
    });
  } catch (error) {
    return { video: path, error: asVideoError(error) };
  }
}

/** Where fewer frames decode than the index promised, the clip is sampled again from those that do. */
async function sampleAndRead(
  video: OpenVideo,
  { sampling, geometry }: ReadOptions,
): Promise<{ sampled: SampledVideo; clip: ClipFrames }> {
  const sampled = sampleVideo(video.index.frameCount, sampling);
  try {
    return { sampled, clip: await video.readClip(sampled.views.flat(), geometry) };
  } catch (error) {
    if (!(error instanceof VideoError) || error.code !== 'TRUNCATED') throw error;
    const decodable = await video.countDecodable();
    if (decodable === 0 || decodable >= video.index.frameCount) throw error;
    const again = sampleVideo(decodable, sampling);
    again.notes.push(
      `only ${decodable} of ${video.index.frameCount} frames can be decoded: sampled from those`,
    );
    return { sampled: again, clip: await video.readClip(again.views.flat(), geometry) };
  }
}

/** What is wrong with one video, or, thrown on, with the whole run (no ffmpeg, say). */
function asVideoError(error: unknown): VideoError {
  if (error instanceof VideoError) return error;
  if (error instanceof XclipError) throw error;
  return new VideoError(messageOf(error), { code: 'DECODE_FAILED', cause: error });
}
