/** What tagging and embedding take alike: how videos are found, cut, sampled and decoded, and by what model. */
import type { DecoderName } from '../../media/choose/decoder-names.js';
import type { SamplingName, ShortPolicy } from '../../pipeline/read/sample.js';
import type { DeviceChoice } from '../../xclip/runtime/device/device-names.js';
import type { OptionRules } from '../arguments.js';
import { WHERE_RULES } from '../find-checkpoint.js';
import type { PretrainedOptions } from '../pretrained.js';

/** What one path at a time may be. */
export type VideoPaths = string | Iterable<string> | AsyncIterable<string>;

/** How videos are found, cut, sampled and decoded; what is undefined is as on the command line. */
export interface VideoOptions extends PretrainedOptions {
  /** a folder, a bundled model's name or a Hub id; microsoft/xclip-base-patch32 if undefined */
  model?: string | undefined;
  /** what the model runs on; `auto`, a GPU that is faster than the CPU, if undefined */
  device?: DeviceChoice | undefined;
  /** what the vision tower computes in: `int8` (CPU) and `fp16` (GPU) are faster and nearly as right; `fp32` if undefined */
  precision?: 'fp32' | 'fp16' | 'int8' | undefined;
  /** a clip of every so many seconds; with `scenes`, the longest part of a shot. One clip a video if undefined */
  everySeconds?: number | undefined;
  /** length of each of these clips; `everySeconds` if undefined */
  windowSeconds?: number | undefined;
  /** a clip of each shot; false if undefined */
  scenes?: boolean | undefined;
  /** `documented`: the page's random window; `uniform`: the middles of equal parts */
  sampling?: SamplingName | undefined;
  /** every how many frames one is taken; 1 if undefined */
  frameSampleRate?: number | undefined;
  /** every video starts from this seed; 0 if undefined */
  seed?: number | undefined;
  /** what to do with a video that is shorter than its sampling needs; `clamp`, all of it, if undefined */
  short?: ShortPolicy | undefined;
  /** shortest edge that frames are resized to; the model's if undefined */
  resizePixels?: number | undefined;
  /** turn frames as players do; false if undefined */
  rotate?: boolean | undefined;
  /** what to take in folders, without dots, lower case */
  extensions?: readonly string[] | undefined;
  /** globs of what to leave out: names, or with a slash whole paths */
  exclude?: readonly string[] | undefined;
  followSymlinks?: boolean | undefined;
  /** the decoder engine; `auto`, node-av where it loads, else ffmpeg, if undefined */
  decoder?: DecoderName | undefined;
  /** the ffmpeg to use, instead of node-av or the one found */
  ffmpeg?: string | undefined;
  /** videos decoded side by side; one a core if undefined */
  decoders?: number | undefined;
  /** what decoding one video may take, in milliseconds; two minutes if undefined */
  timeoutMs?: number | undefined;
}

const oneOf = (...values: string[]): { is: string }[] => values.map((is) => ({ is }));

export const VIDEO_RULES: OptionRules = {
  ...WHERE_RULES,
  model: ['string'],
  device: ['string'],
  precision: ['string'],
  everySeconds: ['number'],
  windowSeconds: ['number'],
  scenes: ['boolean'],
  sampling: oneOf('documented', 'uniform'),
  frameSampleRate: ['number'],
  seed: ['number'],
  short: oneOf('clamp', 'repeat', 'error'),
  resizePixels: ['number'],
  rotate: ['boolean'],
  extensions: ['list'],
  exclude: ['list'],
  followSymlinks: ['boolean'],
  decoder: oneOf('auto', 'ffmpeg', 'native'),
  ffmpeg: ['string'],
  decoders: ['number'],
  timeoutMs: ['number'],
};
