import { pMapIterable, pMapSkip } from 'p-map';
import { VideoError, XclipError, messageOf } from '../../errors.js';
import type { DecoderPool } from '../../media/pool/decoder-pool.js';
import type { ClipFrames, ClipGeometry, OpenVideo, VideoIndex } from '../../media/types.js';
import { GROWING_NOTE, hasGrown, unlessGrowing } from './growing-file.js';
import { sampleVideo, type SampledVideo, type SamplingOptions } from './sample.js';
import type { WalkedPath } from '../find/walk.js';
import type { TimeSpan } from './windows.js';

/** A clip of a video, decoded and resized. */
export interface ReadClip {
  video: string;
  /** 0-based number of the clip inside its video */
  clip: number;
  /** presentation times of the first and the last sampled frame */
  startSeconds: number;
  endSeconds: number;
  /** the stretch that it stands for, where a video is cut into many */
  span?: TimeSpan;
  frameIndices: number[];
  notes: string[];
  /** uint8 RGB [viewCount, numFramesPerClip, imageSize, imageSize, 3]: views of the clip whose answers are averaged */
  frames: Uint8Array;
  /** samples × crops of each, the crops of a sample side by side */
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
  geometry: ClipGeometry;
  /** called for each video of which one clip is taken, once its packets are listed */
  onListed?: ((index: VideoIndex) => void) | undefined;
  /** of a video whose packets are listed; one that is not wanted gives no clip and does not fail; all are if undefined */
  isWanted?: ((index: VideoIndex) => boolean) | undefined;
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

async function readClip(
  item: WalkedPath,
  options: ReadOptions,
): Promise<ReadClip | FailedVideo | typeof pMapSkip> {
  const { path, error } = item;
  if (error !== undefined) return { video: path, error };
  try {
    return await options.pool.withVideo(path, async (video) => {
      if (options.isWanted?.(video.index) === false) return pMapSkip;
      options.onListed?.(video.index);
      const { sampled, clip } = await sampleAndRead(video, options);
      const notes = [...sampled.notes, ...video.index.notes, ...clip.notes];
      const { views } = options.sampling;
      const crops = options.geometry.cropCount ?? 1;
      return {
        video: path,
        clip: 0,
        startSeconds: clip.startSeconds,
        endSeconds: clip.endSeconds,
        frameIndices: sampled.views.flat(),
        notes: notes.length > 0 && (await hasGrown(item)) ? [...notes, GROWING_NOTE] : notes,
        frames: sampleBySample(clip.data, crops, views),
        viewCount: views * crops,
      };
    });
  } catch (error) {
    return { video: path, error: await unlessGrowing(item, asVideoError(error)) };
  }
}

/** [crops][samples] → [samples][crops] */
export function sampleBySample(data: Uint8Array, crops: number, samples: number): Uint8Array {
  if (crops === 1 || samples === 1) return data;
  const viewBytes = data.length / (crops * samples);
  const turned = new Uint8Array(data.length);
  for (let view = 0; view < crops * samples; view++) {
    const from = ((view % crops) * samples + Math.floor(view / crops)) * viewBytes;
    turned.set(data.subarray(from, from + viewBytes), view * viewBytes);
  }
  return turned;
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
export function asVideoError(error: unknown): VideoError {
  if (error instanceof VideoError) return error;
  if (error instanceof XclipError) throw error;
  return new VideoError(messageOf(error), { code: 'DECODE_FAILED', cause: error });
}
