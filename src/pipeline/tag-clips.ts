import type { DecoderPool } from '../media/decoder-pool.js';
import type { ClipGeometry } from '../media/types.js';
import type { TextFeatures, XclipModel } from '../xclip/model.js';
import { batch } from './batch.js';
import { encode } from './encode.js';
import type { TagRecord } from './rank.js';
import { rankStream, type RankStreamOptions } from './rank-stream.js';
import type { FailedVideo } from './read-clips.js';
import type { readEarly } from './read-early.js';
import { readVideos } from './read-videos.js';
import type { Cutting } from './read-windows.js';
import { score, type Adapt } from './score.js';
import { DeathWatch } from './survive-death.js';
import type { SamplingOptions } from './sample.js';
import type { StageTimes } from './stage-times.js';
import { timeWaits } from './time-waits.js';
import type { WalkedPath } from './walk.js';

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
