import type { FrameGeometry } from '../image/frame-geometry.js';
import type { InputRules } from './input-rules.js';

/** What the packet list of a video's first video stream shows, before anything is decoded. */
export interface VideoIndex {
  /** How many frames decoding yields, in whole frames, at least 1. Damaged files may yield fewer. */
  frameCount: number;
  /** Size of the frames as decoded: rotation and pixel aspect are ignored, as in the reference. */
  widthPixels: number;
  heightPixels: number;
  /** FFmpeg's names, e.g. `mov,mp4,m4a,3gp,3g2,mj2` and `h264`. */
  formatName: string;
  codecName: string;
  /**
   * From the first frame's time to the end of the last one's, if the file says how long that one is shown; by a clock that
   * never runs back, where the file's does.
   */
  durationSeconds: number;
  /** Frames by seconds: frameCount / durationSeconds, else the header's average; undefined if neither is known. */
  averageFramesPerSecond: number | undefined;
  /** What the header says of the number of frames (PyAV's `stream.frames`), where it does; often not true. */
  headerFrameCount: number | undefined;
  /** What people should know, a clause each: "cut short: 48 of the 132 frames …". */
  notes: string[];
}

/** What is done to the frames of a clip. */
export interface ClipGeometry extends FrameGeometry {
  /** Turn frames upright first, as the container says players should; the reference does not. */
  rotate?: boolean;
}

/** The wanted frames of one clip, resized and cropped. */
export interface ClipFrames {
  /** uint8 RGB [crops, indices.length, H, W, 3], in the order asked for. */
  data: Uint8Array;
  /**
   * Presentation timestamps, in seconds, of the first and the last wanted frame: the file's own where one clip is read, those
   * of `frameTimes` where many are.
   */
  startSeconds: number;
  endSeconds: number;
  /** What people should know about these frames, a clause each. */
  notes: string[];
  /** Decoded by the hardware that was asked for. */
  onDevice?: boolean;
}

/** One of many clips read in one pass. */
export interface StreamedClip extends ClipFrames {
  /** Which of those asked for; one is left out where none of its frames can be decoded. */
  clip: number;
}

/** One video while a decoder process is leased to it. */
export interface OpenVideo {
  readonly index: VideoIndex;
  /**
   * Decodes frames by their number in the order in which a decoder gives them, from 0, as PyAV's
   * `enumerate(container.decode(video=0))` counts them. Numbers may repeat and come in any order.
   * @throws VideoError TRUNCATED when fewer frames decode than the packet list promised: ask
   *   `countDecodable` and choose again; TIMEOUT, DECODE_FAILED, NO_DECODER, SIZE_CHANGED, NO_FRAMES.
   */
  readClip(indices: readonly number[], geometry: ClipGeometry): Promise<ClipFrames>;
  /**
   * Decodes all of the video to count the frames that come out: slow, for damaged files. From then on
   * `readClip`'s numbers count these frames.
   */
  countDecodable(): Promise<number>;
  /** When each frame is shown, in seconds, ascending: by the file's clock, or past where that begins anew, by `steadyClock`. */
  frameTimes(): Promise<Float64Array>;
  /**
   * Decodes many clips in one pass that stops while none is taken; no frame is decoded twice. Leaving
   * the loop early ends it. Frames lost to damage are replaced by others of their clip, with a note.
   * @param clips frame numbers of each, as for `readClip`; clips may overlap
   * @throws VideoError TIMEOUT, DECODE_FAILED, NO_DECODER, SIZE_CHANGED, NO_FRAMES, after the clips before.
   */
  readClips(
    clips: readonly (readonly number[])[],
    geometry: ClipGeometry,
  ): AsyncGenerator<StreamedClip, void, undefined>;
  /** Decodes all of the video to find when new shots begin, in seconds from the first frame, ascending. */
  findCuts(): Promise<number[]>;
}

/** Paths of the two programs that read videos. */
export interface MediaTools {
  ffmpegPath: string;
  ffprobePath: string;
}

/** The engine in the decoder processes: the ffmpeg command, or the libraries of FFmpeg inside node-av. */
export type DecoderEngine = (
  | ({
      engine: 'ffmpeg';
      /** FFmpeg's name of a device that opens; undefined for software. */
      hwaccel?: string | undefined;
    } & MediaTools)
  | { engine: 'native' }
) & {
  /** Defaults, if undefined. */
  rules?: InputRules | undefined;
};
