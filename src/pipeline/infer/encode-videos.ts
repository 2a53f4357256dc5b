import type { ClipGeometry } from '../../media/types.js';
import type { Engine } from '../engine.js';
import type { WalkedPath } from '../find/walk.js';
import { type FailedVideo, readClips, type ReadOptions } from '../read/read-clips.js';
import { type Cutting, readWindows } from '../read/read-windows.js';
import type { SamplingOptions } from '../read/sample.js';
import { type StageTimes, timeWaits } from '../times.js';
import { encode, type EncodedClip } from './encode.js';
import { startEarly } from './start-early.js';
import type { DeathWatch } from './survive-death.js';

/** What decides how the model sees videos. */
export interface EncodeOptions {
  engine: Pick<Engine, 'model' | 'pool' | 'decoders' | 'batchSize'>;
  sampling: SamplingOptions;
  geometry: ClipGeometry;
  /** one clip of each video if undefined */
  cutting?: Cutting | undefined;
  times: StageTimes;
  /** as in `ReadOptions` */
  onListed?: ReadOptions['onListed'];
  /** as in `ReadOptions` */
  isWanted?: ReadOptions['isWanted'];
  /** also the visual context; true if undefined */
  withContext?: boolean;
  /** shared by the stages of a run */
  deaths?: DeathWatch;
  /** What clips wait for once they are read; videos are read meanwhile, since a core is free while a model loads. */
  ready?: () => Promise<unknown>;
}

/**
 * Paths → embeds and visual context of clips, in the order of the paths. Stages pull from each other and hold a bounded
 * number of clips, so memory does not grow with the number of videos.
 */
export async function* encodeVideos(
  paths: AsyncIterable<WalkedPath>,
  options: EncodeOptions,
): AsyncGenerator<EncodedClip | FailedVideo, void, undefined> {
  const { engine, times, cutting } = options;
  const { model, pool, decoders } = engine;
  const reading = { ...options, pool, decoders };
  const read = cutting === undefined ? readClips(paths, reading) : readWindows(paths, cutting, reading);
  const clips = startEarly(timeWaits(read, { pool, times }));
  await options.ready?.();
  const groups = batch(clips, engine.batchSize, (item) => ('frames' in item ? item.viewCount : 0));
  yield* encode(groups, { ...options, model });
}

/**
 * Groups a stream so that the weights of a group reach `size`, with items of no weight in their places between the
 * others. A group is never empty, and passes `size` by at most one item.
 */
export async function* batch<T>(
  source: AsyncIterable<T>,
  size: number,
  weightOf: (item: T) => number,
): AsyncGenerator<T[], void, undefined> {
  let group: T[] = [];
  let weight = 0;
  for await (const item of source) {
    group.push(item);
    weight += weightOf(item);
    // Items without weight need no inference: a long run of them must not pile up.
    if (weight >= size || group.length === 4 * size) {
      yield group;
      group = [];
      weight = 0;
    }
  }
  if (group.length > 0) yield group;
}
