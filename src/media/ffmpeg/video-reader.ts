import { checkFile } from '../check-file.js';
import { ClipStream } from './clip-stream.js';
import type { FfmpegVersion } from './ffmpeg-version.js';
import { findDecodableFrames } from './count-decodable.js';
import { readFrames, type VideoSource } from './ffmpeg-frames.js';
import { findSceneCuts } from './find-scene-cuts.js';
import { requireHoldable } from '../frame-size.js';
import type { InputRules } from '../input-rules.js';
import { withoutLostFrames } from '../packet-index.js';
import { readPacketIndex } from './read-packet-index.js';
import { distinctFrames, readClip, type ReadFrames } from '../read-clip.js';
import { frameTimes, publicIndex, type ReadableVideo } from '../readable-video.js';
import type { MediaTools } from '../types.js';

/** Frames asked of one ffmpeg at most: its command line is finite. */
const MAX_FRAMES_PER_RUN = 1000;

/**
 * Opens a video for the ffmpeg command: at most one run of ffprobe.
 * @param path absolute.
 * @param version of the ffmpeg at `tools.ffmpegPath`; may still be on its way.
 */
export async function openVideo(
  path: string,
  tools: MediaTools & { rules: InputRules },
  version: Promise<FfmpegVersion>,
): Promise<ReadableVideo> {
  await checkFile(path);
  const [index, knownVersion] = await Promise.all([
    readPacketIndex(tools.ffprobePath, path, tools.rules),
    version,
  ]);
  const { ffmpegPath, rules } = tools;
  requireHoldable(index.stream, rules.maxPixels);
  const source: VideoSource = { ffmpegPath, version: knownVersion, path, rules, index };
  // Frames are those of the packets until decoding has told which of them there are.
  let readable = source;
  return {
    index: publicIndex(index),
    readClip: (indices, geometry) => readClip(readable.index, indices, geometry, inRuns(readable)),
    async countDecodable() {
      readable = { ...source, index: withoutLostFrames(index, await findDecodableFrames(source)) };
      return readable.index.frameCount;
    },
    findCuts: () => findSceneCuts(source),
    frameTimes: () => frameTimes(index),
    streamClips(clips, geometry) {
      for (const indices of clips) distinctFrames(indices, index.frameCount);
      return new ClipStream(source, clips, geometry);
    },
    close: () => undefined,
  };
}

/** @returns the first complaint of each run */
function inRuns(source: VideoSource): ReadFrames {
  return async (frames, turn, onFrame) => {
    const complaints: string[] = [];
    for (let start = 0; start < frames.length; start += MAX_FRAMES_PER_RUN) {
      const batch = frames.slice(start, start + MAX_FRAMES_PER_RUN);
      complaints.push(
        ...(await readFrames(source, batch, turn, (rgb, place) => onFrame(rgb, start + place))),
      );
    }
    return complaints;
  };
}
