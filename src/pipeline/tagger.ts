import { clipGeometry, type FrameSettings } from './read/clip-geometry.js';
import { engineTimes, type StageTimes, timeWaits } from './times.js';
import { type Engine, type EngineOptions, openEngine } from './engine.js';
import type { TagRecord } from './rank/rank.js';
import type { FailedVideo } from './read/read-clips.js';
import { readEarly } from './read/read-early.js';
import type { SamplingOptions } from './read/sample.js';
import type { WalkedPath } from './find/walk.js';
import type { DecoderPool } from '../media/pool/decoder-pool.js';
import type { ClipGeometry } from '../media/types.js';
import type { TextFeatures, XclipModel } from '../xclip/model.js';
import { batch } from './infer/batch.js';
import { encode } from './infer/encode.js';
import { rankStream, type RankStreamOptions } from './rank/merge-segments.js';
import { type Cutting, readVideos } from './read/read-windows.js';
import { type Adapt, score } from './infer/score.js';
import { DeathWatch } from './infer/survive-death.js';

export interface TaggerOptions extends EngineOptions {
  /** the labels as the model reads them */
  prompts: readonly string[];
  sampling: Omit<SamplingOptions, 'numFramesPerClip'>;
  /** how frames are cut */
  frames: FrameSettings;
  /** what `tag` will begin with, to be read while the model loads; only where it gives one clip a video */
  firstPath?: WalkedPath | undefined;
}

type StageName = 'model' | 'pool' | 'decoders' | 'batchSize' | 'texts' | 'times' | 'geometry' | 'sampling';

/** What the stages of every run of one tagger share. */
export type TaggerStages = Pick<TagOptions, StageName>;

/** A model with its labels encoded and decoders beside it: what `tagVideos` and the command line are users of. */
export interface Tagger {
  engine: Engine;
  stages: TaggerStages;
  /** Paths → records, in the order of the paths; a video that fails costs itself only. */
  tag(
    paths: AsyncIterable<WalkedPath>,
    options: Omit<TagOptions, StageName>,
  ): AsyncGenerator<TagRecord | FailedVideo, void, undefined>;
  /** Ends the inference thread and the decoder processes. */
  close(): Promise<void>;
}

/** @throws CheckpointError, UsageError, XclipError NO_FFMPEG */
export async function openTagger(options: TaggerOptions): Promise<Tagger> {
  const engine = await openEngine(options);
  try {
    const { model, pool, decoders } = engine;
    const geometry = clipGeometry(model.preprocessing.geometry, options.frames);
    const times = engineTimes(engine);
    const sampling = { ...options.sampling, numFramesPerClip: model.config.vision.numFrames };
    const { firstPath } = options;
    const readOptions = { pool, decoders, sampling, geometry, times };
    const read = firstPath === undefined ? undefined : readEarly(firstPath, readOptions);
    // The inference thread loads graphs while the tokenizer is made here.
    const [, texts] = await Promise.all([
      times.measure('load', () => model.warmUp()),
      times.measure('labels', () => model.encodeLabels(options.prompts)),
    ]);
    const { batchSize } = engine;
    const stages = { model, pool, decoders, batchSize, texts, times, geometry, sampling };
    return {
      engine,
      stages,
      tag: (paths, rest) => tagClips(paths, { ...stages, read, ...rest }),
      close: () => engine.close(),
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

export interface TagOptions extends RankStreamOptions {
  model: XclipModel;
  texts: TextFeatures;
  pool: DecoderPool;
  decoders: number;
  batchSize: number;
  sampling: SamplingOptions;
  geometry: ClipGeometry;
  /** one clip of each video if undefined */
  cutting?: Cutting | undefined;
  times: StageTimes;
  /** instead of `readVideos`, where the first video is read already */
  read?: ReturnType<typeof readEarly> | undefined;
  adapt?: Adapt | undefined;
}

/**
 * Paths → records, in the order of the paths. Stages pull from each other and hold a bounded number of clips, so
 * memory does not grow with the number of videos.
 */
export function tagClips(
  paths: AsyncIterable<WalkedPath>,
  options: TagOptions,
): AsyncGenerator<TagRecord | FailedVideo, void, undefined> {
  const clips = timeWaits(options.read?.(paths) ?? readVideos(paths, options), options);
  const groups = batch(clips, options.batchSize, (item) => ('frames' in item ? item.viewCount : 0));
  const inferring = { ...options, deaths: new DeathWatch() };
  return rankStream(score(encode(groups, inferring), inferring), options);
}
