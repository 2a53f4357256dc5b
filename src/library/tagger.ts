import type { CropCount } from '../image/frame-geometry.js';
import { clipGeometry } from '../pipeline/clip-geometry.js';
import { openEngine, type Engine, type EngineOptions } from '../pipeline/open-engine.js';
import type { TagRecord } from '../pipeline/rank.js';
import type { FailedVideo } from '../pipeline/read-clips.js';
import type { SamplingOptions } from '../pipeline/sample.js';
import { StageTimes } from '../pipeline/stage-times.js';
import { tagClips } from '../pipeline/tag-clips.js';
import type { WalkedPath } from '../pipeline/walk.js';
import type { TextFeatures } from '../xclip/model.js';

export interface TaggerOptions extends EngineOptions {
  /** as results name them */
  labels: readonly string[];
  /** the labels as the model reads them, in the same order */
  prompts: readonly string[];
  topK: number;
  threshold: number;
  sampling: Omit<SamplingOptions, 'numFramesPerClip'>;
  /** crops of each frame, whose answers are averaged */
  crops: CropCount;
  /** shortest edge that frames are resized to, in pixels; the processor's if undefined */
  resizePixels: number | undefined;
  /** turn frames upright, as the container says */
  rotate: boolean;
}

/** A model with its labels encoded and decoders beside it: what `tagVideos` and the command line share. */
export interface Tagger {
  engine: Engine;
  texts: TextFeatures;
  /** of all that was tagged so far */
  times: StageTimes;
  /** Paths → records, in the order of the paths; a video that fails costs itself only. */
  tag(paths: AsyncIterable<WalkedPath>): AsyncGenerator<TagRecord | FailedVideo, void, undefined>;
  /** Ends the inference thread and the decoder processes. */
  close(): Promise<void>;
}

/** @throws CheckpointError, UsageError, XclipError NO_FFMPEG */
export async function openTagger(options: TaggerOptions): Promise<Tagger> {
  const engine = await openEngine(options);
  try {
    const geometry = clipGeometry(engine.model.preprocessing.geometry, options);
    const times = new StageTimes();
    const texts = await times.measure('labels', () => engine.model.encodeLabels(options.prompts));
    await engine.model.warmUp();
    const numFramesPerClip = engine.model.config.vision.numFrames;
    const sampling = { ...options.sampling, numFramesPerClip };
    const { labels, topK, threshold } = options;
    return {
      engine,
      texts,
      times,
      tag: (paths) =>
        tagClips(paths, { ...engine, texts, times, labels, topK, threshold, geometry, sampling }),
      close: () => engine.close(),
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
