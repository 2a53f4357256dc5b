import type { DecoderPool } from '../media/decoder-pool.js';
import type { ClipGeometry } from '../media/types.js';
import type { TextFeatures, XclipModel } from '../xclip/model.js';
import { batch } from './batch.js';
import { encode } from './encode.js';
import { rank, type RankOptions, type TagRecord } from './rank.js';
import { readClips, type FailedVideo } from './read-clips.js';
import { score } from './score.js';
import type { SamplingOptions } from './sample.js';
import type { StageTimes } from './stage-times.js';
import type { WalkedPath } from './walk.js';

export interface TagOptions extends RankOptions {
  model: XclipModel;
  texts: TextFeatures;
  pool: DecoderPool;
  decoders: number;
  batchSize: number;
  sampling: SamplingOptions;
  geometry: ClipGeometry;
  times: StageTimes;
}

/**
 * Paths → records, in the order of the paths. Stages pull from each other and hold a bounded number of clips, so
 * memory does not grow with the number of videos.
 */
export async function* tagClips(
  paths: AsyncIterable<WalkedPath>,
  options: TagOptions,
): AsyncGenerator<TagRecord | FailedVideo, void, undefined> {
  const clips = readClips(paths, options);
  const groups = batch(clips, options.batchSize, (item) => ('frames' in item ? item.viewCount : 0));
  for await (const item of score(encode(groups, options), options)) {
    yield 'logits' in item ? rank(item, options) : item;
  }
}
