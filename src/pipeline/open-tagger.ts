import { clipGeometry, type FrameSettings } from './clip-geometry.js';
import { engineTimes } from './engine-times.js';
import { openEngine, type Engine, type EngineOptions } from './open-engine.js';
import type { TagRecord } from './rank.js';
import type { FailedVideo } from './read-clips.js';
import { readEarly } from './read-early.js';
import type { SamplingOptions } from './sample.js';
import { tagClips, type TagOptions } from './tag-clips.js';
import type { WalkedPath } from './walk.js';

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
