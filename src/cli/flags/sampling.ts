import { Flags, type Interfaces } from '@oclif/core';
import { CROP_COUNTS, type FrameSettings } from '../../pipeline/read/clip-geometry.js';
import { SAMPLING_NAMES, SHORT_POLICY_NAMES, type SamplingOptions } from '../../pipeline/read/sample.js';
import { parseNumber } from './parse-number.js';

export const samplingFlags = {
  sampling: Flags.option({ options: SAMPLING_NAMES })({
    default: 'documented',
    description: "documented: the reference's random window; uniform: midpoints of equal parts",
    helpGroup: 'SAMPLING',
  }),
  'frame-sample-rate': Flags.string({
    default: '1',
    helpValue: 'N',
    description: 'take every N-th frame of the window',
    helpGroup: 'SAMPLING',
  }),
  seed: Flags.integer({
    default: 0,
    min: 0,
    max: 0xffffffff,
    helpValue: 'N',
    description: 'every video starts from this seed (0, if it is not given)',
    helpGroup: 'SAMPLING',
  }),
  views: Flags.integer({
    default: 1,
    min: 1,
    max: 1000,
    helpValue: 'N',
    description: 'samples of a video, averaged into one answer',
    helpGroup: 'SAMPLING',
  }),
  short: Flags.option({ options: SHORT_POLICY_NAMES })({
    default: 'clamp',
    description: 'a video shorter than its sampling needs: take all of it, play it again, or give it up',
    helpGroup: 'SAMPLING',
  }),
  crops: Flags.option({ options: CROP_COUNTS })({
    default: '1',
    description: 'crops along the long side of each frame, averaged into one answer',
    helpGroup: 'SAMPLING',
  }),
  resize: Flags.integer({
    min: 1,
    max: 4096,
    helpValue: 'PIXELS',
    description: "resize the shortest edge to this before cropping, instead of to the model's length",
    helpGroup: 'SAMPLING',
  }),
  rotate: Flags.boolean({
    description: 'turn frames as players do; the reference takes them as they are stored',
    helpGroup: 'SAMPLING',
  }),
};

/** Those of `tag` that choose one view: the mean of several embeddings is no clip's, and no store could be scored by it. */
export const oneViewFlags = {
  sampling: samplingFlags.sampling,
  'frame-sample-rate': samplingFlags['frame-sample-rate'],
  seed: samplingFlags.seed,
  short: samplingFlags.short,
  resize: samplingFlags.resize,
  rotate: samplingFlags.rotate,
};

type SamplingFlags = Interfaces.InferredFlags<typeof samplingFlags>;
type OneViewFlags = Interfaces.InferredFlags<typeof oneViewFlags>;

/** @throws UsageError BAD_NUMBER */
export function samplingSettings(
  flags: OneViewFlags & Partial<SamplingFlags>,
): Omit<SamplingOptions, 'numFramesPerClip'> {
  return {
    sampling: flags.sampling,
    frameSampleRate: parseNumber('frame-sample-rate', flags['frame-sample-rate'], {
      least: 0,
      most: 1e6,
      inclusive: false,
    }),
    seed: flags.seed,
    views: flags.views ?? 1,
    short: flags.short,
  };
}

export function frameSettings({
  crops = '1',
  resize,
  rotate,
}: OneViewFlags & Partial<SamplingFlags>): FrameSettings {
  return { crops: crops === '3' ? 3 : 1, resizePixels: resize, rotate };
}
