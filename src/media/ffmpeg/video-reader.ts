import { checkFile } from '../packets/check-file.js';
import { FfmpegDecoder } from './ffmpeg-decoder.js';
import type { FfmpegVersion } from './ffmpeg-version.js';
import { findDecodableFrames } from './count-decodable.js';
import { softwareNote } from '../clips/decode-errors.js';
import { whyNotOnDevice } from './device-decoding.js';
import type { VideoSource } from './ffmpeg-input.js';
import { findSceneCuts } from './find-scene-cuts.js';
import { requireHoldable } from '../packets/frame-size.js';
import type { InputRules } from '../input-rules.js';
import { withoutLostFrames } from '../packets/packet-index.js';
import { readPacketIndex } from './read-packet-index.js';
import { readClip, streamClips } from '../clips/decode-frames.js';
import { frameTimes, publicIndex, type ReadableVideo } from '../readable-video.js';
import type { MediaTools } from '../types.js';

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
  const { specifier } = index;
  const source: VideoSource = { ffmpegPath, version: knownVersion, path, rules, index, specifier };
  const whyNot =
    hwaccel === undefined
      ? undefined
      : await whyNotOnDevice({ ffmpegPath, path, rules, hwaccel, specifier }, index);
  if (whyNot !== undefined) index.notes.push(softwareNote(whyNot));
  const decoder = new FfmpegDecoder(source, whyNot === undefined ? hwaccel : undefined);
  // Frames are those of the packets until decoding has shown which of them there are.
  let reader = decoder;
  return {
    index: publicIndex(index),
    readClip: (indices, geometry) => readClip(reader, indices, geometry),
    async countDecodable() {
      const decodable = withoutLostFrames(index, await findDecodableFrames(source));
      reader = new FfmpegDecoder({ ...source, index: decodable });
      reader.notes.push(...decoder.notes);
      return decodable.frameCount;
    },
    findCuts: () => findSceneCuts(source),
    frameTimes: () => frameTimes(index),
    streamClips: (clips, geometry) => streamClips(decoder, clips, geometry),
    close: () => undefined,
  };
}
