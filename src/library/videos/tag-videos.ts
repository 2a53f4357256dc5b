import { UsageError, type VideoError } from '../../errors.js';
import type { DecoderName } from '../../media/choose/decoder-names.js';
import type { RankedLabel, TagRecord } from '../../pipeline/rank/rank.js';
import type { FailedVideo } from '../../pipeline/read/read-clips.js';
import type { SamplingName, ShortPolicy } from '../../pipeline/read/sample.js';
import { VIDEO_EXTENSIONS, walk, type WalkedPath } from '../../pipeline/find/walk.js';
import { PRECISION_NAMES, type PrecisionName } from '../../xclip/runtime/device/choose-device.js';
import { DEVICE_CHOICES, type DeviceChoice } from '../../xclip/runtime/device/device-names.js';
import { requireOneOf, type PretrainedOptions } from '../pretrained.js';
import { openTagger, type TaggerOptions } from '../../pipeline/tagger.js';

/** How videos are found, sampled and tagged; what is undefined is as on the command line. */
export interface TagVideosOptions extends PretrainedOptions {
  /** what a video may show */
  labels: readonly string[];
  /** text around each label, which stands for `{}`; `{}` alone if undefined */
  prompt?: string | undefined;
  /** a folder, a bundled model's name or a Hub id; microsoft/xclip-base-patch32 if undefined */
  model?: string | undefined;
  /** what the model runs on; `auto`, a GPU that is faster than the CPU, if undefined */
  device?: DeviceChoice | undefined;
  /** what the vision tower computes in: `int8` (CPU) and `fp16` (GPU) are faster and nearly as right; `fp32` if undefined */
  precision?: PrecisionName | undefined;
  /** labels of each record, best first; 5 if undefined */
  topK?: number | undefined;
  /** labels below this probability are left out; 0 if undefined */
  threshold?: number | undefined;
  /** `documented`: the page's random window; `uniform`: the middles of equal parts */
  sampling?: SamplingName | undefined;
  /** every how many frames one is taken; 1 if undefined */
  frameSampleRate?: number | undefined;
  /** every video starts from this seed; 0 if undefined */
  seed?: number | undefined;
  /** samples of a video, whose answers are averaged; 1 if undefined */
  views?: number | undefined;
  /** what to do with a video that is shorter than its sampling needs; `clamp`, all of it, if undefined */
  short?: ShortPolicy | undefined;
  /** crops of each frame, whose answers are averaged; 1 if undefined */
  crops?: 1 | 3 | undefined;
  /** shortest edge that frames are resized to; the model's if undefined */
  resizePixels?: number | undefined;
  /** turn frames as players do; false if undefined */
  rotate?: boolean | undefined;
  /** what to take in folders, without dots, lower case */
  extensions?: readonly string[] | undefined;
  /** globs of what to leave out: names, or with a slash whole paths */
  exclude?: readonly string[] | undefined;
  followSymlinks?: boolean | undefined;
  /** who decodes; `auto`, node-av where it loads, else ffmpeg, if undefined */
  decoder?: DecoderName | undefined;
  /** the ffmpeg to use, instead of node-av or the one found */
  ffmpeg?: string | undefined;
  /** videos decoded side by side; one a core if undefined */
  decoders?: number | undefined;
  /** what decoding one video may take, in milliseconds; two minutes if undefined */
  timeoutMs?: number | undefined;
}

/** A clip of a video with its labels, as a line of the command's JSONL. */
export interface TaggedClip {
  video: string;
  /** 0-based number of the clip inside its video */
  clip: number;
  /** presentation times of the first and the last frame that was looked at, in seconds */
  start_s: number;
  end_s: number;
  frame_indices: number[];
  /** best first, with the softmax over all labels and the reference's logit */
  labels: RankedLabel[];
  /** what people should know of it, such as that the video is short or damaged */
  notes: string[];
}

/** A video that could not be tagged, and why. */
export interface UntaggedVideo {
  video: string;
  error: VideoError;
}

/** What one path at a time may be. */
export type VideoPaths = string | Iterable<string> | AsyncIterable<string>;

/**
 * Tags videos one after the other, whatever is decoded meanwhile; memory does not grow with their number. Model and
 * decoders are opened at the first step and closed when the loop ends, is left or fails.
 * @param paths files and folders, which are walked in the order of their names; or an async iterable of files, taken
 *   as they come
 * @throws before the first record: CheckpointError for the model, UsageError for an option, XclipError NO_SUCH_PATH or
 *   NO_FFMPEG; the reason of `signal`, which stops a download, or before the next video
 */
export async function* tagVideos(
  paths: VideoPaths,
  options: TagVideosOptions,
): AsyncGenerator<TaggedClip | UntaggedVideo, void, undefined> {
  const videos = pathsOf(paths, options);
  const tagger = await openTagger(taggerOptions(options));
  try {
    const { labels, topK = 5, threshold = 0 } = options;
    for await (const item of tagger.tag(videos, { labels, topK, threshold })) yield publicRecord(item);
  } finally {
    await tagger.close();
  }
}

function publicRecord(item: TagRecord | FailedVideo): TaggedClip | UntaggedVideo {
  if ('error' in item) return { video: item.video, error: item.error };
  const { video, clip, startSeconds, endSeconds, frameIndices, labels, notes } = item;
  return {
    video,
    clip,
    start_s: startSeconds,
    end_s: endSeconds,
    frame_indices: frameIndices,
    labels,
    notes,
  };
}

async function* pathsOf(
  paths: VideoPaths,
  { signal, extensions = VIDEO_EXTENSIONS, exclude = [], followSymlinks = false }: TagVideosOptions,
): AsyncGenerator<WalkedPath, void, undefined> {
  const named = typeof paths === 'string' ? [paths] : paths;
  const found =
    Symbol.asyncIterator in named
      ? asFiles(named)
      : walk({ paths: [...named], extensions, exclude, followSymlinks });
  for await (const path of found) {
    signal?.throwIfAborted();
    yield path;
  }
}

async function* asFiles(paths: AsyncIterable<string>): AsyncGenerator<WalkedPath, void, undefined> {
  for await (const path of paths) yield { path };
}

function taggerOptions(options: TagVideosOptions): TaggerOptions {
  requireOneOf('device', options.device ?? 'auto', DEVICE_CHOICES);
  requireOneOf('precision', options.precision ?? 'fp32', PRECISION_NAMES);
  const { labels, prompt = '{}', sampling = 'documented', short = 'clamp' } = options;
  if (labels.length === 0)
    throw new UsageError('there are no labels', { code: 'NO_LABELS', hint: 'name some' });
  if (!prompt.includes('{}')) {
    throw new UsageError(`the prompt "${prompt}" has no {} for the label`, {
      code: 'BAD_PROMPT',
      hint: 'write it like "a video of {}"',
    });
  }
  const { frameSampleRate = 1, seed = 0, views = 1 } = options;
  return {
    ...options,
    model: options.model ?? 'microsoft/xclip-base-patch32',
    offline: options.offline ?? options.local_files_only,
    prompts: labels.map((label) => prompt.split('{}').join(label)),
    sampling: { sampling, frameSampleRate, seed, views, short },
    frames: {
      crops: options.crops ?? 1,
      resizePixels: options.resizePixels,
      rotate: options.rotate ?? false,
    },
    timeoutMs: options.timeoutMs ?? 120_000,
  };
}
