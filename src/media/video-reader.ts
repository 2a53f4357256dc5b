import { checkFile } from './check-file.js';
import { ClipStream } from './clip-stream.js';
import type { FfmpegVersion } from './ffmpeg-version.js';
import { findDecodableFrames } from './count-decodable.js';
import { readFrames, type VideoSource } from './ffmpeg-frames.js';
import { findSceneCuts } from './find-scene-cuts.js';
import { readPacketIndex, withoutLostFrames } from './packet-index.js';
import type { StreamFacts } from './packet-list.js';
import { planStream } from './plan-stream.js';
import { timedResize } from './timed-resize.js';
import type { ClipFrames, ClipGeometry, MediaTools, OpenVideo, VideoIndex } from './types.js';

/** Frames asked of one ffmpeg at most: its command line is finite. */
const MAX_FRAMES_PER_RUN = 1000;
const CHANNELS = 3;

/** What a decoder process can do with a video: clip streams are taken from clip by clip, and times are at hand. */
export interface ReadableVideo extends Pick<OpenVideo, 'index' | 'readClip' | 'countDecodable' | 'findCuts'> {
  frameTimes(): Float64Array;
  streamClips(clips: readonly (readonly number[])[], geometry: ClipGeometry): ClipStream;
}

/**
 * Opens a video in this process: one run of ffprobe.
 * @param path absolute.
 * @param version of the ffmpeg at `tools.ffmpegPath`; may still be on its way.
 */
export async function openVideo(
  path: string,
  tools: MediaTools,
  version: Promise<FfmpegVersion>,
): Promise<ReadableVideo> {
  await checkFile(path);
  const [index, knownVersion] = await Promise.all([readPacketIndex(tools.ffprobePath, path), version]);
  const source: VideoSource = { ffmpegPath: tools.ffmpegPath, version: knownVersion, path, index };
  // Frames are those of the packets until decoding has told which of them there are.
  let readable = source;
  return {
    index: publicIndex(source),
    readClip: (indices, geometry) => readClip(readable, indices, geometry),
    async countDecodable() {
      readable = { ...source, index: withoutLostFrames(index, await findDecodableFrames(source)) };
      return readable.index.frameCount;
    },
    findCuts: () => findSceneCuts(source),
    frameTimes: () =>
      Float64Array.from({ length: index.frameCount }, (_, frame) => index.frameSeconds(frame)),
    streamClips(clips, geometry) {
      for (const indices of clips) distinctFrames(indices, index.frameCount);
      return new ClipStream(source, clips, geometry);
    },
  };
}

function publicIndex({ index }: VideoSource): VideoIndex {
  const { stream, frameCount, durationSeconds } = index;
  return {
    frameCount,
    widthPixels: stream.widthPixels,
    heightPixels: stream.heightPixels,
    formatName: index.format.formatName,
    codecName: stream.codecName,
    durationSeconds,
    averageFramesPerSecond: durationSeconds > 0 ? frameCount / durationSeconds : headerRate(stream),
    headerFrameCount: stream.promisedFrameCount,
    notes: index.notes,
  };
}

function headerRate({ averageFrameRate: { numerator, denominator } }: StreamFacts): number | undefined {
  return numerator > 0 && denominator > 0 ? numerator / denominator : undefined;
}

async function readClip(
  source: VideoSource,
  indices: readonly number[],
  geometry: ClipGeometry,
): Promise<ClipFrames> {
  const { index } = source;
  const frames = distinctFrames(indices, index.frameCount);
  const { input, output, crops, turn, notes } = planStream(index.stream, geometry);
  const frameBytes = output.widthPixels * output.heightPixels * CHANNELS;
  const data = new Uint8Array(crops.length * indices.length * frameBytes);
  const frameAt = (crop: number, place: number) => {
    const start = (crop * indices.length + place) * frameBytes;
    return data.subarray(start, start + frameBytes);
  };
  const cropsAt = (place: number) => crops.map((_, crop) => frameAt(crop, place));

  const said = new Set(notes);
  for (let start = 0; start < frames.length; start += MAX_FRAMES_PER_RUN) {
    const batch = frames.slice(start, start + MAX_FRAMES_PER_RUN);
    const complaints = await readFrames(source, batch, turn, (rgb, place) => {
      const targets = cropsAt(indices.indexOf(batch[place] ?? 0));
      timedResize(rgb, input.widthPixels, input.heightPixels, geometry, targets);
    });
    const [complaint] = complaints;
    if (complaint !== undefined) said.add(`damaged data: ${complaint}`);
  }
  indices.forEach((index, place) => {
    const first = indices.indexOf(index);
    if (first === place) return;
    crops.forEach((_, crop) => frameAt(crop, place).set(frameAt(crop, first)));
  });
  return {
    data,
    startSeconds: index.frameSeconds(frames[0] ?? 0),
    endSeconds: index.frameSeconds(frames.at(-1) ?? 0),
    notes: [...said],
  };
}

/** Ascending and distinct. The sampler above decides what short videos do; here all must exist. */
function distinctFrames(indices: readonly number[], frameCount: number): number[] {
  const outside = indices.find((i) => !Number.isInteger(i) || i < 0 || i >= frameCount);
  if (outside !== undefined || indices.length === 0) {
    throw new RangeError(`frame ${String(outside)} is asked for, but frames are 0 to ${frameCount - 1}`);
  }
  return [...new Set(indices)].sort((a, b) => a - b);
}
