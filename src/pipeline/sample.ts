/** Which frames of a video make a clip. Pure arithmetic: nothing here reads a file. */
import { mersenneTwister, randomInteger } from './numpy-random.js';

export const SAMPLING_NAMES = ['documented', 'uniform'] as const;
export type SamplingName = (typeof SAMPLING_NAMES)[number];

export interface SamplingOptions {
  sampling: SamplingName;
  /** the model's number of frames a clip */
  numFramesPerClip: number;
  /** every how many frames one is taken (documented sampling) */
  frameSampleRate: number;
  /** each video starts from this seed, so that its clip does not depend on its neighbours */
  seed: number;
}

export interface SampledClip {
  /** ascending, 0-based in presentation order; repeated where the video is short */
  frameIndices: number[];
  /** what the record should say about the choice */
  notes: string[];
}

/** @param frameCount frames of the video, at least 1 */
export function sampleClip(frameCount: number, options: SamplingOptions): SampledClip {
  return SAMPLERS[options.sampling](frameCount, options);
}

const SAMPLERS: Readonly<
  Record<SamplingName, (frameCount: number, options: SamplingOptions) => SampledClip>
> = {
  documented: sampleDocumented,
  uniform: sampleUniform,
};

/**
 * `sample_frame_indices(clip_len, frame_sample_rate, seg_len)` of the model's documentation page: a window of
 * clip_len × rate frames at a random place. Where the video is no longer than the window, the page's code raises;
 * we take the whole video as the window.
 */
function sampleDocumented(
  frameCount: number,
  { numFramesPerClip, frameSampleRate, seed }: SamplingOptions,
): SampledClip {
  const windowFrames = Math.trunc(numFramesPerClip * frameSampleRate);
  if (frameCount > windowFrames) {
    const end = randomInteger(mersenneTwister(seed), windowFrames, frameCount);
    return { frameIndices: spread(end - windowFrames, end, numFramesPerClip), notes: [] };
  }
  const repeats = frameCount < numFramesPerClip ? ', some of them repeated' : '';
  return {
    frameIndices: spread(0, frameCount, numFramesPerClip),
    notes: [
      `the video has ${frameCount} frames, no more than the window of ${windowFrames}: sampled from all${repeats}`,
    ],
  };
}

/** `np.clip(np.linspace(start, end, num), start, end - 1).astype(np.int64)` */
function spread(start: number, end: number, count: number): number[] {
  const step = (end - start) / (count - 1);
  return Array.from({ length: count }, (_, i) => {
    // linspace sets its last value to `end` itself, whatever rounding made of the step.
    const value = i === count - 1 && count > 1 ? end : i === 0 ? start : start + i * step;
    return Math.trunc(Math.min(Math.max(value, start), end - 1));
  });
}

/** The middle frame of each of `numFramesPerClip` equal parts of the video. */
function sampleUniform(frameCount: number, { numFramesPerClip }: SamplingOptions): SampledClip {
  const partFrames = frameCount / numFramesPerClip;
  return {
    frameIndices: Array.from({ length: numFramesPerClip }, (_, i) => Math.floor((i + 0.5) * partFrames)),
    notes:
      frameCount < numFramesPerClip ? [`the video has only ${frameCount} frames: some are repeated`] : [],
  };
}
