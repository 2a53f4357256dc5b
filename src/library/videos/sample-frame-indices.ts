import { XclipError } from '../../errors.js';
import { mersenneTwister, randomInteger } from '../../pipeline/read/numpy-random.js';
import { spread } from '../../pipeline/read/sample.js';

export interface SampleFrameIndicesOptions {
  /** frames to take: config.vision_config.num_frames */
  clip_len: number;
  /** take every how many-th frame */
  frame_sample_rate: number;
  /** frames of the video: `(await probe_video(path)).frames` */
  seg_len: number;
  /** of NumPy's generator, as `np.random.seed` takes it, afresh for each call; 0 if undefined */
  seed?: number | undefined;
}

/**
 * `sample_frame_indices` of the documentation page, with its numbers: a window of clip_len × frame_sample_rate frames
 * at a random place, and clip_len frames spread over it.
 * @returns clip_len frame numbers from 0, ascending; some repeat where the window is shorter than clip_len
 * @throws XclipError TOO_SHORT where NumPy raises `low >= high`: seg_len must exceed the window. (The command line
 *   takes such a video as a whole instead.)
 */
export function sample_frame_indices({
  clip_len,
  frame_sample_rate,
  seg_len,
  seed = 0,
}: SampleFrameIndicesOptions): number[] {
  requireWhole('clip_len', clip_len, 1);
  requireWhole('seg_len', seg_len, 0);
  requireWhole('seed', seed, 0, 2 ** 32 - 1);
  const converted_len = Math.trunc(clip_len * frame_sample_rate);
  if (!(converted_len >= 0 && converted_len < seg_len)) {
    throw new XclipError(
      `low >= high: a window of ${converted_len} frames has no place in a video of ${seg_len} frames`,
      { code: 'TOO_SHORT', hint: 'lower frame_sample_rate, or take a longer video' },
    );
  }
  const end = randomInteger(mersenneTwister(seed), converted_len, seg_len);
  return spread(end - converted_len, end, clip_len);
}

function requireWhole(name: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new XclipError(`${name} is ${value}, but must be a whole number from ${least} to ${most}`, {
    code: 'BAD_OPTION',
  });
}
