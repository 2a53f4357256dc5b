import { messageOf } from '../../errors.js';
import { readVersion, type FfmpegVersion } from '../ffmpeg/ffmpeg-version.js';
import { DEFAULT_RULES, type InputRules } from '../input-rules.js';
import type { ReadableVideo } from '../readable-video.js';
import type { DecoderEngine, MediaTools } from '../types.js';

/** One of the two ways to decode, loaded in this process. */
export interface Engine {
  /** @param path absolute */
  openVideo(path: string): Promise<ReadableVideo>;
  /** Of the FFmpeg inside it; of the command, asked only when it is first used. */
  version: string | undefined;
}

/** @returns the engine, or why it cannot be loaded */
export async function loadEngine(options: DecoderEngine): Promise<Engine | { reason: string }> {
  const { rules = DEFAULT_RULES } = options;
  if (options.engine === 'ffmpeg') return loadFfmpeg(options, rules);
  try {
    const [native, { watchParent }] = await Promise.all([
      import('../native/open-video.js'),
      import('../native/watch-parent.js'),
    ]);
    watchParent();
    return { openVideo: (path) => native.openVideo(path, { rules }), version: native.ffmpegVersion() };
  } catch (error) {
    return { reason: messageOf(error) };
  }
}

async function loadFfmpeg(tools: MediaTools, rules: InputRules): Promise<Engine> {
  const { openVideo } = await import('../ffmpeg/video-reader.js');
  let version: Promise<FfmpegVersion> | undefined;
  /** Asked once a process, while the first video is probed. */
  const ffmpegVersion = (): Promise<FfmpegVersion> => {
    if (version === undefined) {
      version = readVersion(tools.ffmpegPath);
      // Whoever awaits it hears of a failure; a video that fails earlier never does.
      version.catch(() => undefined);
    }
    return version;
  };
  return { openVideo: (path) => openVideo(path, { ...tools, rules }, ffmpegVersion()), version: undefined };
}
