import { VideoError, XclipError } from '../../errors.js';
import type { FrameGeometry } from '../../image/frame-geometry.js';
import { createDecoderPool } from '../../media/pool/decoder-pool.js';
import { chooseDecoder, type ChosenDecoder } from '../../media/choose/choose-decoder.js';
import type { DecoderName } from '../../media/choose/decoder-names.js';
import type { OpenVideo } from '../../media/types.js';
import { Tensor, type ByteTensor, type TensorLike } from '../tensor.js';

export interface OpenVideoOptions {
  /** the decoder engine; `auto`, node-av where it loads, else ffmpeg, if undefined */
  decoder?: DecoderName | undefined;
  /** path or name of the ffmpeg to use, instead of node-av or the one found */
  ffmpeg?: string | undefined;
  /** milliseconds that decoding may take; a minute if undefined */
  timeoutMs?: number | undefined;
}

export interface ReadVideoOptions extends OpenVideoOptions {
  /**
   * frame numbers from 0 in the order of presentation, as PyAV's `enumerate(container.decode(video=0))` counts; all
   * frames if undefined
   */
  indices?: readonly number[] | TensorLike | undefined;
}

/** What is known of a video before any frame is decoded. */
export interface VideoInfo {
  /** how many frames decode: `seg_len`; counted, where PyAV's `stream.frames` is what the header claims */
  frames: number;
  /** in pixels, as decoded: rotation is not applied */
  width: number;
  height: number;
  /** from the first frame's time to the end of the last one's, as far as the file says */
  duration_s: number;
  /** frames a second on average; undefined where the file does not say */
  average_rate: number | undefined;
  /** FFmpeg's names, such as `mov,mp4,m4a,3gp,3g2,mj2` and `h264` */
  format_name: string;
  codec_name: string;
  /** what people should know of it, such as that it was cut short */
  notes: string[];
}

/** Frames as decoded. */
const AS_DECODED: FrameGeometry = { resize: undefined, crop: undefined, resample: 'bilinear' };
const TIMEOUT_MS = 60_000;
const MOST_BYTES = 2 ** 30;

/**
 * `read_video_pyav` of the documentation page: frames by their numbers, red, green, blue, as decoded.
 * @returns uint8 [frames, height, width, 3]: one frame for each index, in the order of the indices and as often as
 *   they name it (the page's code gives each distinct frame once, ascending)
 * @throws VideoError for what is no video, or has no such frames; XclipError TOO_LARGE for more than 1 GiB of
 *   frames, NO_FFMPEG if nothing can decode
 */
export async function read_video(path: string, options: ReadVideoOptions = {}): Promise<ByteTensor> {
  return withVideo(path, options, async (video) => {
    const { heightPixels, widthPixels } = video.index;
    const data = await readFrames(video, options.indices);
    const frameBytes = heightPixels * widthPixels * 3;
    return new Tensor(data, [data.length / frameBytes, heightPixels, widthPixels, 3]);
  });
}

/**
 * The number and the size of a video's frames, by its packets: nothing is decoded.
 * @throws as `read_video`
 */
export async function probe_video(path: string, options: OpenVideoOptions = {}): Promise<VideoInfo> {
  return withVideo(path, options, ({ index }) =>
    Promise.resolve({
      frames: index.frameCount,
      width: index.widthPixels,
      height: index.heightPixels,
      duration_s: index.durationSeconds,
      average_rate: index.averageFramesPerSecond,
      format_name: index.formatName,
      codec_name: index.codecName,
      notes: index.notes,
    }),
  );
}

async function withVideo<T>(
  path: string,
  { decoder, ffmpeg, timeoutMs = TIMEOUT_MS }: OpenVideoOptions,
  use: (video: OpenVideo) => Promise<T>,
): Promise<T> {
  const { engine, started } = await choose(decoder, ffmpeg);
  const pool = createDecoderPool({ engine, started, size: 1, timeoutMs });
  try {
    return await pool.withVideo(path, use);
  } finally {
    await pool.close();
  }
}

const chosen = new Map<string, Promise<ChosenDecoder>>();

/** Chosen once: trying them out takes longer than a short video. */
async function choose(
  decoder: DecoderName | undefined,
  ffmpegPath: string | undefined,
): Promise<ChosenDecoder> {
  const key = JSON.stringify([decoder, ffmpegPath, process.env.FFMPEG_PATH]);
  const known = chosen.get(key);
  if (known !== undefined) return { ...(await known), started: undefined };
  const choice = chooseDecoder({ decoder, ffmpegPath });
  chosen.set(key, choice);
  choice.catch(() => chosen.delete(key));
  return choice;
}

async function readFrames(
  video: OpenVideo,
  wanted: ReadVideoOptions['indices'],
): Promise<Uint8Array<ArrayBuffer>> {
  if (wanted !== undefined) return decode(video, toIndices(wanted, video.index.frameCount));
  try {
    return await decode(video, counting(video.index.frameCount));
  } catch (error) {
    if (!(error instanceof VideoError) || error.code !== 'TRUNCATED') throw error;
    const decodable = await video.countDecodable();
    if (decodable === 0) throw error;
    return decode(video, counting(decodable));
  }
}

async function decode(video: OpenVideo, indices: readonly number[]): Promise<Uint8Array<ArrayBuffer>> {
  const { heightPixels, widthPixels } = video.index;
  const bytes = indices.length * heightPixels * widthPixels * 3;
  if (bytes > MOST_BYTES) {
    throw new XclipError(
      `${indices.length} frames of ${widthPixels} × ${heightPixels} pixels are ${Math.round(bytes / 2 ** 20)} MiB`,
      {
        code: 'TOO_LARGE',
        hint: `name fewer frames with indices: at most ${MOST_BYTES / 2 ** 20} MiB at once`,
      },
    );
  }
  const { data } = await video.readClip(indices, AS_DECODED);
  return new Uint8Array(data);
}

function counting(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function toIndices(wanted: readonly number[] | TensorLike, frameCount: number): number[] {
  const indices = Array.from('data' in wanted ? wanted.data : wanted, Number);
  const outside = indices.find((i) => !Number.isInteger(i) || i < 0 || i >= frameCount);
  if (outside === undefined && indices.length > 0) return indices;
  const what = outside === undefined ? 'no frames are' : `frame ${outside} is`;
  throw new VideoError(`${what} asked for, of frames 0 to ${frameCount - 1}`, {
    code: 'NO_SUCH_FRAME',
    hint: 'sample with seg_len: (await probe_video(path)).frames',
  });
}
