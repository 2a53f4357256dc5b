import { checkFile } from '../packets/check-file.js';
import { ClipStream } from './clip-stream.js';
import type { FfmpegVersion } from './ffmpeg-version.js';
import { findDecodableFrames } from './count-decodable.js';
import { softwareNote } from '../clips/decode-errors.js';
import { VideoError } from '../../errors.js';
import { whyNotOnDevice } from './device-decoding.js';
import { readDeviceFrames, readFrames, type VideoSource } from './ffmpeg-frames.js';
import { findSceneCuts } from './find-scene-cuts.js';
import { requireHoldable } from '../packets/frame-size.js';
import type { InputRules } from '../input-rules.js';
import { withoutLostFrames } from '../packets/packet-index.js';
import { readPacketIndex } from './read-packet-index.js';
import { distinctFrames, readClip, type ReadFrames } from '../clips/read-clip.js';
import { frameTimes, publicIndex, type ReadableVideo } from '../readable-video.js';
import type { MediaTools } from '../types.js';

/** Frames asked of one ffmpeg at most: its command line is finite. */
const MAX_FRAMES_PER_RUN = 1000;

/**
 * Opens a video for the ffmpeg command: one run of ffprobe; for a device, one of ffmpeg too.
 * @param path absolute.
 * @param version of the ffmpeg at `tools.ffmpegPath`; may still be on its way.
 */
export async function openVideo(
  path: string,
  tools: MediaTools & { rules: InputRules; hwaccel?: string | undefined },
  version: Promise<FfmpegVersion>,
): Promise<ReadableVideo> {
  await checkFile(path);
  const [index, knownVersion] = await Promise.all([
    readPacketIndex(tools.ffprobePath, path, tools.rules),
    version,
  ]);
  const { ffmpegPath, rules, hwaccel } = tools;
  requireHoldable(index.stream, rules.maxPixels);
  const source: VideoSource = { ffmpegPath, version: knownVersion, path, rules, index };
  // Frames are those of the packets until decoding has told which of them there are.
  let readable = source;
  const whyNot =
    hwaccel === undefined ? undefined : await whyNotOnDevice({ ffmpegPath, path, rules, hwaccel }, index);
  if (whyNot === undefined) readable = { ...source, hwaccel };
  else index.notes.push(softwareNote(whyNot));
  /** Why the device was given up, once it had begun. */
  const lateNotes: string[] = [];
  return {
    index: publicIndex(index),
    async readClip(indices, geometry) {
      const read = (by: typeof readFrames) =>
        readClip(readable.index, indices, geometry, inRuns(readable, by));
      if (readable.hwaccel !== undefined) {
        try {
          return { ...(await read(readDeviceFrames)), onDevice: true };
        } catch (error) {
          if (!(error instanceof VideoError)) throw error;
          readable = source;
          lateNotes.push(softwareNote(error.message));
        }
      }
      const clip = await read(readFrames);
      return { ...clip, notes: [...lateNotes, ...clip.notes] };
    },
    async countDecodable() {
      readable = { ...source, index: withoutLostFrames(index, await findDecodableFrames(source)) };
      return readable.index.frameCount;
    },
    findCuts: () => findSceneCuts(source),
    frameTimes: () => frameTimes(index),
    streamClips(clips, geometry) {
      for (const indices of clips) distinctFrames(indices, index.frameCount);
      return new ClipStream({ ...source, hwaccel: readable.hwaccel }, clips, geometry);
    },
    close: () => undefined,
  };
}

/** @returns the first complaint of each run */
function inRuns(source: VideoSource, read: typeof readFrames): ReadFrames {
  return async (frames, turn, onFrame) => {
    const complaints: string[] = [];
    for (let start = 0; start < frames.length; start += MAX_FRAMES_PER_RUN) {
      const batch = frames.slice(start, start + MAX_FRAMES_PER_RUN);
      complaints.push(...(await read(source, batch, turn, (rgb, place) => onFrame(rgb, start + place))));
    }
    return complaints;
  };
}
