import type { FrameGeometry } from '../image/frame-geometry.js';

/** What the packet list of a video's first video stream tells, before anything is decoded. */
export interface VideoIndex {
  /** How many frames decoding yields, in whole frames, at least 1. Damaged files may yield fewer. */
  frameCount: number;
  /** Size of the frames as decoded: rotation and pixel aspect are ignored, as in the reference. */
  widthPixels: number;
  heightPixels: number;
  /** FFmpeg's names, e.g. `mov,mp4,m4a,3gp,3g2,mj2` and `h264`. */
  formatName: string;
  codecName: string;
  /** What people should know, a clause each: "cut short: 48 of the 132 frames …". */
  notes: string[];
}

/** The wanted frames of one clip, resized and cropped. */
export interface ClipFrames {
  /** uint8 RGB [indices.length, H, W, 3], in the order asked for. */
  data: Uint8Array;
  /** Presentation timestamps, in seconds, of the earliest and the latest wanted frame. */
  startSeconds: number;
  endSeconds: number;
  /** What people should know about these frames, a clause each. */
  notes: string[];
}

/** One video while a decoder process is leased to it. */
export interface OpenVideo {
  readonly index: VideoIndex;
  /**
   * Decodes frames by their number in presentation order, from 0, as PyAV's
   * `enumerate(container.decode(video=0))` counts them. Numbers may repeat and come in any order.
   * @throws VideoError TRUNCATED when fewer frames decode than the packet list promised: ask
   *   `countDecodable` and choose again; TIMEOUT, DECODE_FAILED, SIZE_CHANGED, NO_FRAMES.
   */
  readClip(indices: readonly number[], geometry: FrameGeometry): Promise<ClipFrames>;
  /** Decodes all of the video to count the frames that come out: slow, for damaged files. */
  countDecodable(): Promise<number>;
}

/** Paths of the two programs that read videos. */
export interface MediaTools {
  ffmpegPath: string;
  ffprobePath: string;
}
