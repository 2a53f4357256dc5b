import { mergeSegments } from './merge-segments.js';
import { rank, type RankOptions, type TagRecord } from './rank.js';
import type { FailedVideo } from './read-clips.js';
import type { ScoredClip } from './score.js';

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
  const whole = { ...options, topK: options.labels.length, threshold: -Infinity };
  return mergeSegments(rankEach(clips, whole), options);
}

async function* rankEach(
  clips: AsyncIterable<ScoredClip | FailedVideo>,
  options: RankOptions,
): AsyncGenerator<TagRecord | FailedVideo, void, undefined> {
  for await (const item of clips) yield 'logits' in item ? rank(item, options) : item;
}
