import { embedClips } from '../../pipeline/embed-clips.js';
import { openEngine } from '../../pipeline/engine.js';
import { clipGeometry } from '../../pipeline/read/clip-geometry.js';
import { engineTimes } from '../../pipeline/times.js';
import { checkOptions, type OptionRules } from '../arguments.js';
import type { UntaggedVideo } from './tag-videos.js';
import { pathsOf, runSettings } from './run-settings.js';
import { VIDEO_RULES, type VideoOptions, type VideoPaths } from './video-options.js';

/** How videos are found, sampled and embedded; what is undefined is as on the command line. */
export interface EmbedVideosOptions extends VideoOptions {
  /** divide each embedding by its length; false if undefined */
  normalize?: boolean | undefined;
}

/** A clip of a video with its embedding, as `xclip embed` writes it. */
export interface EmbeddedClip {
  video: string;
  /** 0-based number of the clip inside its video */
  clip: number;
  /** presentation times of the first and the last frame that was looked at, in seconds */
  start_s: number;
  end_s: number;
  frame_indices: number[];
  /** float32 [projection_dim]: `get_video_features`, not normalised unless `normalize` says so */
  embedding: Float32Array;
  /** what people should know of it, such as that the video is short or damaged */
  notes: string[];
}

const RULES: OptionRules = { ...VIDEO_RULES, normalize: ['boolean'] };

/**
 * Embeds videos as `tagVideos` tags them.
 * @param paths files and folders, or an async iterable of files
 * @throws as `tagVideos`
 */
export async function* embedVideos(
  paths: VideoPaths,
  options: EmbedVideosOptions = {},
): AsyncGenerator<EmbeddedClip | UntaggedVideo, void, undefined> {
  checkOptions(options, RULES, 'embedVideos');
  const settings = runSettings(options);
  const videos = pathsOf(paths, options);
  const engine = await openEngine(settings.engine);
  try {
    const { model } = engine;
    const geometry = clipGeometry(model.preprocessing.geometry, { ...settings.frames, crops: 1 });
    const { numFrames: numFramesPerClip } = model.config.vision;
    const clips = embedClips(videos, {
      ...{ engine, geometry, cutting: settings.cutting },
      sampling: { ...settings.sampling, views: 1, numFramesPerClip },
      times: engineTimes(engine),
      normalize: options.normalize ?? false,
      withContext: false,
      ready: () => model.warmUp({ withContext: false }),
    });
    for await (const item of clips) {
      if ('error' in item) {
        yield { video: item.video, error: item.error };
        continue;
      }
      const { video, clip, startSeconds, endSeconds, frameIndices, embedding, notes } = item;
      yield {
        ...{ video, clip, start_s: startSeconds, end_s: endSeconds },
        ...{ frame_indices: frameIndices, embedding, notes },
      };
    }
  } finally {
    await engine.close();
  }
}
