import { getFFmpegInfo } from 'node-av/lib';
import { checkFile } from '../packets/check-file.js';
import { withoutLostFrames } from '../packets/packet-index.js';
import { readClip, streamClips } from '../clips/decode-frames.js';
import { frameTimes, publicIndex, type ReadableVideo } from '../readable-video.js';
import { decodeAll } from './decode-all.js';
import { DEFAULT_RULES, type InputRules } from '../input-rules.js';
import { findNativeCuts } from './scene-filter.js';
import { NativeDecoder } from './native-decoder.js';
import { type NativeVideo, openNativeVideo } from './native-video.js';

/** The version of the FFmpeg inside node-av. */
export function ffmpegVersion(): string {
  return getFFmpegInfo().version;
}

/**
 * Opens a video in this process, through node-av.
 * @param path absolute.
 * @param mostKeptBytes see `openNativeVideo`
 */
export async function openVideo(
  path: string,
  { rules = DEFAULT_RULES, mostKeptBytes }: { rules?: InputRules; mostKeptBytes?: number } = {},
): Promise<ReadableVideo> {
  await checkFile(path);
  const video = await openNativeVideo(path, rules, mostKeptBytes);
  const { index } = video;
  const decoder = new NativeDecoder(video);
  // Frames are those of the packets until decoding has shown which of them there are.
  let reader = decoder;
  return {
    index: publicIndex(index),
    readClip: (indices, geometry) => readClip(reader, indices, geometry),
    async countDecodable() {
      reader = new NativeDecoder(await withDecodableFrames(video));
      return reader.index.frameCount;
    },
    findCuts: () => findNativeCuts(video),
    frameTimes: () => frameTimes(index),
    streamClips: (clips, geometry) => streamClips(decoder, clips, geometry),
    close() {
      video.feed.close();
      video.codec.parameters.free();
    },
  };
}

async function withDecodableFrames(video: NativeVideo): Promise<NativeVideo> {
  const shownAt: number[] = [];
  await decodeAll(video, (_frame, ticks) => shownAt.push(ticks));
  const frames = { frameCount: shownAt.length, shownAt: Float64Array.from(shownAt) };
  return { ...video, index: withoutLostFrames(video.index, frames) };
}
