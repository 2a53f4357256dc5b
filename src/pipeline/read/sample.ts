/** Which frames of a video make a clip. Pure arithmetic: nothing here reads a file. */
import { VideoError } from '../../errors.js';
import { mersenneTwister, randomInteger, type RandomSource } from './numpy-random.js';

export const SAMPLING_NAMES = ['documented', 'uniform'] as const;
export type SamplingName = (typeof SAMPLING_NAMES)[number];

export const SHORT_POLICY_NAMES = ['clamp', 'repeat', 'error'] as const;
/** What to do with a video that is shorter than what is sampled from it. */
export type ShortPolicy = (typeof SHORT_POLICY_NAMES)[number];

export interface SamplingOptions {
  sampling: SamplingName;
  /** the model's number of frames a clip */
  numFramesPerClip: number;
  /** every how many frames one is taken (documented sampling) */
  frameSampleRate: number;
  /** each video starts from this seed, so that its clip does not depend on its neighbours */
  seed: number;
  /** samples taken of a video, whose answers are averaged */
  views: number;
  short: ShortPolicy;
}

export interface SampledVideo {
  /** [views][numFramesPerClip]: 0-based in presentation order; repeated where the video is short */
  views: number[][];
  /** what the record should say about the choice */
  notes: string[];
}

/**
 * @param frameCount frames of the video, at least 1
 * @param name of what has them, for messages
 * @throws VideoError TOO_SHORT under the policy `error`
 */
export function sampleVideo(frameCount: number, options: SamplingOptions, name = 'the video'): SampledVideo {
  const needed = neededFrames(options);
  const isShort = frameCount < needed;
  const { frames, frameAt } = isShort
    ? SHORT_VIDEO[options.short](frameCount, needed, name)
    : { frames: frameCount, frameAt: (index: number) => index };
  return {
    views: SAMPLERS[options.sampling](frames, options).map((view) => view.map(frameAt)),
    notes: isShort
      ? [`${name} has only ${frameCount} frames, fewer than the ${needed} that its sampling needs`]
      : [],
  };
}

/** Fewer frames than this are too few for a sampling, and `short` says what becomes of them. */
export function neededFrames(options: SamplingOptions): number {
  return NEEDED_FRAMES[options.sampling](options);
}

type Sampler = (frameCount: number, options: SamplingOptions) => number[][];

const SAMPLERS: Readonly<Record<SamplingName, Sampler>> = {
  documented: sampleDocumented,
  uniform: sampleUniform,
};

/** The shortest video that a sampling was made for. */
const NEEDED_FRAMES: Readonly<Record<SamplingName, (options: SamplingOptions) => number>> = {
  documented: (options) => windowFrames(options),
  uniform: ({ numFramesPerClip }) => numFramesPerClip,
};

/** How a short video stands in for a long one: its number of frames, and which of its own each of those is. */
const SHORT_VIDEO: Readonly<
  Record<
    ShortPolicy,
    (
      frameCount: number,
      neededFrames: number,
      name: string,
    ) => { frames: number; frameAt: (index: number) => number }
  >
> = {
  // All of it, some frames more than once.
  clamp: (frameCount) => ({ frames: frameCount, frameAt: (index) => index }),
  // Played again from the start.
  repeat: (frameCount, neededFrames) => ({ frames: neededFrames, frameAt: (index) => index % frameCount }),
  error: (frameCount, neededFrames, name) => {
    throw new VideoError(`${name} has ${frameCount} frames, but its sampling needs ${neededFrames}`, {
      code: 'TOO_SHORT',
      hint: 'leave it out with --exclude, or choose --short clamp or repeat',
    });
  },
};

function windowFrames({ numFramesPerClip, frameSampleRate }: SamplingOptions): number {
  return Math.trunc(numFramesPerClip * frameSampleRate);
}

/**
 * `sample_frame_indices(clip_len, frame_sample_rate, seg_len)` of the model's documentation page: a window of
 * clip_len × rate frames at a random place, drawn anew for each view. Where the video is no longer than the window,
 * the page's code raises; we take the whole video as the window.
 */
function sampleDocumented(frameCount: number, options: SamplingOptions): number[][] {
  const random = mersenneTwister(options.seed);
  return Array.from({ length: options.views }, () => drawWindow(random, frameCount, options));
}

function drawWindow(random: RandomSource, frameCount: number, options: SamplingOptions): number[] {
  const window = windowFrames(options);
  if (frameCount <= window) return spread(0, frameCount, options.numFramesPerClip);
  const end = randomInteger(random, window, frameCount);
  return spread(end - window, end, options.numFramesPerClip);
}

/** `np.clip(np.linspace(start, end, num), start, end - 1).astype(np.int64)` */
export function spread(start: number, end: number, count: number): number[] {
  const step = (end - start) / (count - 1);
  return Array.from({ length: count }, (_, i) => {
    // linspace sets its last value to `end` itself, whatever rounding made of the step.
    const value = i === count - 1 && count > 1 ? end : i === 0 ? start : start + i * step;
    return Math.trunc(Math.min(Math.max(value, start), end - 1));
  });
}

/**
 * One frame of each of `numFramesPerClip` equal parts of the video: the middle one with a single view, as the authors'
 * evaluation takes it (`SampleFrames(test_mode=True)`); with more, view v of V takes the frame (v + ½)/V into each part,
 * where the authors draw it at random.
 */
function sampleUniform(frameCount: number, { numFramesPerClip, views }: SamplingOptions): number[][] {
  const partFrames = frameCount / numFramesPerClip;
  return Array.from({ length: views }, (_view, v) =>
    Array.from({ length: numFramesPerClip }, (_frame, i) =>
      Math.floor(i * partFrames + (partFrames * (v + 0.5)) / views),
    ),
  );
}
