import type { OpenVideo } from '../../media/types.js';
import { flattenInOrder } from './flatten-in-order.js';
import { unlessGrowing } from './growing-file.js';
import {
  asVideoError,
  type FailedVideo,
  type ReadClip,
  type ReadOptions,
  sampleBySample,
} from './read-clips.js';
import { shotSpans } from './shots.js';
import type { WalkedPath } from '../find/walk.js';
import { type NumberedSpan, planClips, windowSpans } from './windows.js';

/** How a video is cut into clips. */
export type Cutting =
  | { by: 'time'; everySeconds: number; windowSeconds: number }
  /** shots, those longer than `mostSeconds` in equal parts */
  | { by: 'scenes'; mostSeconds: number | undefined };

/** Decoded clips of one video that may wait for inference. */
const WAITING_PER_VIDEO = 2;
/** Short videos that are done may wait for a long one before them. */
const VIDEOS_PER_DECODER = 3;

/** Paths → clips, video by video and in the order of time, each video decoded once and as fast as clips are taken. */
export function readWindows(
  paths: AsyncIterable<WalkedPath>,
  cutting: Cutting,
  options: ReadOptions,
): AsyncIterable<ReadClip | FailedVideo> {
  return flattenInOrder(paths, (path) => readVideo(path, cutting, options), {
    concurrency: options.decoders * VIDEOS_PER_DECODER,
    waiting: WAITING_PER_VIDEO,
  });
}

async function* readVideo(
  item: WalkedPath,
  cutting: Cutting,
  options: ReadOptions,
): AsyncGenerator<ReadClip | FailedVideo, void, undefined> {
  const { path, error } = item;
  if (error !== undefined) {
    yield { video: path, error };
    return;
  }
  try {
    yield* options.pool.streamVideo(path, (video) => clipsOf(path, video, cutting, options));
  } catch (error) {
    yield { video: path, error: await unlessGrowing(item, asVideoError(error)) };
  }
}

async function* clipsOf(
  path: string,
  video: OpenVideo,
  cutting: Cutting,
  { sampling, geometry, isWanted }: ReadOptions,
): AsyncGenerator<ReadClip, void, undefined> {
  if (isWanted?.(video.index) === false) return;
  const spans = await spansOf(video, cutting);
  const plan = planClips(await video.frameTimes(), spans, sampling);
  const crops = geometry.cropCount ?? 1;
  const clips = video.readClips(
    plan.map(({ views }) => views.flat()),
    geometry,
  );
  for await (const { clip: place, data, startSeconds, endSeconds, notes } of clips) {
    const planned = plan[place];
    if (planned === undefined) throw new TypeError(`clip ${place} was not asked for`);
    yield {
      video: path,
      clip: planned.clip,
      startSeconds,
      endSeconds,
      span: { startSeconds: planned.startSeconds, endSeconds: planned.endSeconds },
      frameIndices: planned.views.flat(),
      notes: [...planned.notes, ...video.index.notes, ...notes],
      frames: sampleBySample(data, crops, sampling.views),
      viewCount: sampling.views * crops,
    };
  }
}

async function spansOf(video: OpenVideo, cutting: Cutting): Promise<NumberedSpan[]> {
  const { durationSeconds } = video.index;
  if (cutting.by === 'time') return windowSpans(durationSeconds, cutting);
  return shotSpans(await video.findCuts(), { durationSeconds, mostSeconds: cutting.mostSeconds });
}
