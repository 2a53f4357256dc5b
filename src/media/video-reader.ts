import { planFrame, type FrameGeometry } from '../image/frame-geometry.js';
import { resizeAndCrop } from '../image/resize.js';
import { checkFile } from './check-file.js';
import type { FfmpegVersion } from './ffmpeg-version.js';
import { countDecodableFrames } from './count-decodable.js';
import { readFrames, type VideoSource } from './ffmpeg-frames.js';
import { readPacketIndex } from './packet-index.js';
import type { ClipFrames, MediaTools, OpenVideo, VideoIndex } from './types.js';

/** Frames asked of one ffmpeg at most: its command line is finite. */
const MAX_FRAMES_PER_RUN = 1000;
const CHANNELS = 3;

/**
 * Opens a video in this process: one run of ffprobe.
 * @param path absolute.
 * @param version of the ffmpeg at `tools.ffmpegPath`; may still be on its way.
 */
export async function openVideo(
  path: string,
  tools: MediaTools,
  version: Promise<FfmpegVersion>,
): Promise<OpenVideo> {
  await checkFile(path);
  const [index, knownVersion] = await Promise.all([readPacketIndex(tools.ffprobePath, path), version]);
  const source = { ffmpegPath: tools.ffmpegPath, version: knownVersion, path, index };
  return {
    index: publicIndex(source),
    readClip: (indices, geometry) => readClip(source, indices, geometry),
    countDecodable: () => countDecodableFrames(source),
  };
}

function publicIndex({ index }: VideoSource): VideoIndex {
  return {
    frameCount: index.frameCount,
    widthPixels: index.stream.widthPixels,
    heightPixels: index.stream.heightPixels,
    formatName: index.format.formatName,
    codecName: index.stream.codecName,
    notes: index.notes,
  };
}

async function readClip(
  source: VideoSource,
  indices: readonly number[],
  geometry: FrameGeometry,
): Promise<ClipFrames> {
  const { widthPixels, heightPixels } = source.index.stream;
  const frames = distinctFrames(indices, source.index.frameCount);
  const { output } = planFrame({ widthPixels, heightPixels }, geometry);
  const frameBytes = output.widthPixels * output.heightPixels * CHANNELS;
  const data = new Uint8Array(indices.length * frameBytes);
  const frameAt = (place: number) => data.subarray(place * frameBytes, (place + 1) * frameBytes);

  const notes = new Set<string>();
  for (let start = 0; start < frames.length; start += MAX_FRAMES_PER_RUN) {
    const batch = frames.slice(start, start + MAX_FRAMES_PER_RUN);
    const complaints = await readFrames(source, batch, (rgb, place) => {
      const target = frameAt(indices.indexOf(batch[place] ?? 0));
      resizeAndCrop(rgb, widthPixels, heightPixels, geometry, target);
    });
    const [complaint] = complaints;
    if (complaint !== undefined) notes.add(`damaged data: ${complaint}`);
  }
  indices.forEach((index, place) => {
    const first = indices.indexOf(index);
    if (first !== place) frameAt(place).set(frameAt(first));
  });
  return {
    data,
    startSeconds: source.index.frameSeconds(frames[0] ?? 0),
    endSeconds: source.index.frameSeconds(frames.at(-1) ?? 0),
    notes: [...notes],
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
