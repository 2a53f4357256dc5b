import type { ClipGeometry } from '../media/types.js';
import type { TextFeatures } from '../xclip/model.js';
import type { LabelText } from '../xclip/text/average-features.js';
import { openEngine, type Engine, type EngineOptions } from './engine.js';
import type { WalkedPath } from './find/walk.js';
import { encodeVideos, type EncodeOptions } from './infer/encode-videos.js';
import { score, type Adapt, type ScoredClip } from './infer/score.js';
import { DeathWatch } from './infer/survive-death.js';
import { mergeSegments } from './rank/merge-segments.js';
import { rank, type RankOptions, type TagRecord } from './rank/rank.js';
import { clipGeometry, type FrameSettings } from './read/clip-geometry.js';
import type { FailedVideo } from './read/read-clips.js';
import type { SamplingOptions } from './read/sample.js';
import { engineTimes, type StageTimes } from './times.js';

export interface TaggerOptions extends EngineOptions {
  /** the labels as the model reads them */
  prompts: readonly LabelText[];
  sampling: Omit<SamplingOptions, 'numFramesPerClip'>;
  /** how frames are cut */
  frames: FrameSettings;
}

/** A model with decoders beside it: what `tagVideos` and the command line are users of. */
export interface Tagger {
  readonly engine: Engine;
  readonly times: StageTimes;
  readonly sampling: SamplingOptions;
  readonly geometry: ClipGeometry;
  /** Loads the model and encodes the labels, once. @throws CheckpointError; XclipError NO_DEVICE */
  load(): Promise<TextFeatures>;
  /** Paths → logits of their clips, as `tag` makes records of them. */
  score(
    paths: AsyncIterable<WalkedPath>,
    options: ScoreOptions,
  ): AsyncGenerator<ScoredClip | FailedVideo, void, undefined>;
  /**
   * Paths → records, in the order of the paths; a video that fails costs itself only. Loads the model if that has not been
   * done, and reads videos meanwhile.
   */
  tag(
    paths: AsyncIterable<WalkedPath>,
    options: RankStreamOptions & ScoreOptions,
  ): AsyncGenerator<TagRecord | FailedVideo, void, undefined>;
  /** Ends the inference thread and the decoder processes. */
  close(): Promise<void>;
}

type ScoreOptions = Pick<EncodeOptions, 'cutting' | 'onListed' | 'isWanted'> & { adapt?: Adapt | undefined };

/** @throws CheckpointError, UsageError, XclipError NO_FFMPEG */
export async function openTagger({ prompts, frames, ...options }: TaggerOptions): Promise<Tagger> {
  const engine = await openEngine(options);
  const { model } = engine;
  const times = engineTimes(engine);
  let loading: Promise<TextFeatures> | undefined;
  const load = (): Promise<TextFeatures> => (loading ??= loadBoth());
  // The inference thread loads graphs while the tokenizer is made here.
  const loadBoth = async (): Promise<TextFeatures> => {
    const [, texts] = await Promise.all([
      times.measure('load', () => model.warmUp()),
      times.measure('labels', () => model.encodeLabels(prompts)),
    ]);
    return texts;
  };
  const sampling = { ...options.sampling, numFramesPerClip: model.config.vision.numFrames };
  const geometry = clipGeometry(model.preprocessing.geometry, frames);
  const scoreVideos: Tagger['score'] = (paths, { cutting, onListed, isWanted, adapt }) => {
    const deaths = new DeathWatch();
    const clips = encodeVideos(paths, {
      engine,
      times,
      sampling,
      geometry,
      cutting,
      onListed,
      isWanted,
      deaths,
      ready: load,
    });
    return score(clips, { model, texts: load, adapt, deaths });
  };
  return {
    engine,
    times,
    sampling,
    geometry,
    load,
    score: scoreVideos,
    tag: (paths, { cutting, onListed, isWanted, adapt, ...ranking }) =>
      rankStream(scoreVideos(paths, { cutting, onListed, isWanted, adapt }), ranking),
    close: () => engine.close(),
  };
}

export interface RankStreamOptions extends RankOptions {
  /** neighbouring clips with the same best label become one record */
  merge?: boolean;
}

/** Scored clips → records, in the same order. */
export function rankStream(
  clips: AsyncIterable<ScoredClip | FailedVideo>,
  options: RankStreamOptions,
): AsyncGenerator<TagRecord | FailedVideo, void, undefined> {
  if (options.merge !== true) return rankEach(clips, options);
  // Means are taken over all labels, before any is cut.
  const whole = { ...options, topK: Infinity, threshold: -Infinity };
  return mergeSegments(rankEach(clips, whole), options);
}

async function* rankEach(
  clips: AsyncIterable<ScoredClip | FailedVideo>,
  options: RankOptions,
): AsyncGenerator<TagRecord | FailedVideo, void, undefined> {
  for await (const item of clips) yield 'logits' in item ? rank(item, options) : item;
}
