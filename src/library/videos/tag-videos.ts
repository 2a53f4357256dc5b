import { UsageError, type VideoError } from '../../errors.js';
import type { TagRecord } from '../../pipeline/rank/rank.js';
import { LEAST_SCORE, NEUTRAL_SENTENCES } from '../../pipeline/rank/score-rules.js';
import type { FailedVideo } from '../../pipeline/read/read-clips.js';
import { openTagger, type TaggerOptions } from '../../pipeline/tagger.js';
import { badOption, checkOptions, type OptionRules } from '../arguments.js';
import { labelSets, type Labels } from './label-sets.js';
import { pathsOf, requireRanges, runSettings } from './run-settings.js';
import { VIDEO_RULES, type VideoOptions, type VideoPaths } from './video-options.js';

/** How videos are found, sampled and tagged; what is undefined is as on the command line. */
export interface TagVideosOptions extends VideoOptions {
  /** what a video may show: a list, or several by the names of their sets */
  labels: Labels;
  /** text around each label, which stands for `{}`; `{}` alone if undefined */
  prompt?: string | undefined;
  /** labels of each record and set, best first; 5 if undefined */
  topK?: number | undefined;
  /** labels below this probability are left out; the scores' least, 0 or -1, if undefined */
  threshold?: number | undefined;
  /** `softmax` over each set; `sigmoid`, each label against `background`; `cosine`, no competition. `softmax` if undefined */
  scores?: 'softmax' | 'sigmoid' | 'cosine' | undefined;
  /** sentences that labels must beat under `scores: 'sigmoid'`; neutral ones if undefined */
  background?: readonly string[] | undefined;
  /** join neighbouring clips with the same best label; needs `everySeconds` or `scenes` */
  merge?: boolean | undefined;
  /** samples of a video, whose answers are averaged; 1 if undefined */
  views?: number | undefined;
  /** crops of each frame, whose answers are averaged; 1 if undefined */
  crops?: 1 | 3 | undefined;
}

/** A label of a record. */
export interface RankedLabel {
  /** the set of the label, where sets have names */
  set?: string;
  label: string;
  /** softmax over all labels of the set, not only those kept, or what `scores` asks for; the mean over the views */
  probability: number;
  /** the reference's logit, the mean over the views */
  logit: number;
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
  /** set after set, best first */
  labels: RankedLabel[];
  /** what people should know of it, such as that the video is short or damaged */
  notes: string[];
}

/** A video that could not be tagged, and why. */
export interface UntaggedVideo {
  video: string;
  error: VideoError;
}

const RULES: OptionRules = {
  ...VIDEO_RULES,
  labels: [],
  prompt: ['string'],
  topK: ['number'],
  threshold: ['number'],
  scores: [{ is: 'softmax' }, { is: 'sigmoid' }, { is: 'cosine' }],
  background: ['list'],
  merge: ['boolean'],
  views: ['number'],
  crops: [{ is: 1 }, { is: 3 }],
};

/**
 * Tags videos one after the other, whatever is decoded meanwhile; memory does not grow with their number. Model and
 * decoders are opened at the first step and closed when the loop ends, is left or fails.
 * @param paths files and folders, which are walked in the order of their names; or an async iterable of files, taken
 *   as they come
 * @throws before the first record: CheckpointError for the model; UsageError NO_LABELS or for another option; XclipError
 *   BAD_OPTION, NO_SUCH_PATH or NO_FFMPEG; the reason of `signal`, which stops a download, or before the next video
 */
export async function* tagVideos(
  paths: VideoPaths,
  options: TagVideosOptions,
): AsyncGenerator<TaggedClip | UntaggedVideo, void, undefined> {
  checkOptions(options, RULES, 'tagVideos');
  requireRanges(options);
  const { topK = 5, scores = 'softmax', threshold = LEAST_SCORE[scores], merge = false } = options;
  requireThreshold(threshold, scores);
  const { labels, sets } = labelSets(options.labels);
  const { tagger: opened, cutting } = settings(options, labels);
  if (merge && cutting === undefined) {
    throw new UsageError('merge is for many clips of a video', {
      code: 'CONTRADICTION',
      hint: 'cut videos with everySeconds or scenes',
    });
  }
  const videos = pathsOf(paths, options);
  const tagger = await openTagger(opened);
  try {
    const scoring = { scores, logitScale: tagger.engine.model.logitScale };
    const records = tagger.tag(videos, { labels, sets, scoring, topK, threshold, merge, cutting });
    for await (const item of records) yield publicRecord(item);
  } finally {
    await tagger.close();
  }
}

function settings(options: TagVideosOptions, labels: readonly string[]) {
  const { prompt = '{}', scores, background, views = 1, crops = 1 } = options;
  if (!prompt.includes('{}')) {
    throw new UsageError(`the prompt "${prompt}" has no {} for the label`, {
      code: 'BAD_PROMPT',
      hint: 'write it like "a video of {}"',
    });
  }
  if (background !== undefined && scores !== 'sigmoid') {
    throw new UsageError('background is for scores: "sigmoid" alone', {
      code: 'CONTRADICTION',
      hint: 'leave it out',
    });
  }
  const behind = scores === 'sigmoid' ? (background ?? NEUTRAL_SENTENCES) : [];
  if (
    scores === 'sigmoid' &&
    !(behind.length > 0 && behind.every((sentence) => typeof sentence === 'string'))
  ) {
    throw badOption('background must be a list of sentences');
  }
  const { engine, sampling, frames, cutting } = runSettings(options);
  const tagger: TaggerOptions = {
    ...engine,
    prompts: [...labels.map((label) => prompt.split('{}').join(label)), ...behind],
    sampling: { ...sampling, views },
    frames: { ...frames, crops },
  };
  return { tagger, cutting };
}

function requireThreshold(threshold: number, scores: keyof typeof LEAST_SCORE): void {
  const least = LEAST_SCORE[scores];
  if (threshold >= least && threshold <= 1) return;
  throw badOption(`threshold is ${threshold}, but must be a number from ${least} to 1`);
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
