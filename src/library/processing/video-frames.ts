/** The forms in which videos can be given to a processor. */
import { badTensor, requireFilled, showDims, type TensorLike } from '../tensor.js';

/** uint8 [height, width, 3], red, green, blue, as decoded */
export type FrameInput = TensorLike;
/** Frames, or a tensor uint8 [frames, height, width, 3], as `read_video` gives it. */
export type VideoInput = TensorLike | readonly FrameInput[];
/** One video, or several: a list of them, or a tensor uint8 [videos, frames, height, width, 3]. */
export type VideosInput = VideoInput | readonly VideoInput[];

/** A frame's bytes. */
export interface Frame {
  /** uint8 [heightPixels, widthPixels, 3] */
  rgb: Uint8Array;
  widthPixels: number;
  heightPixels: number;
}

/**
 * All videos' frames, as `make_nested_list_of_images` of transformers tells one video from several: by the number of
 * dimensions.
 * @throws XclipError BAD_TENSOR if they are neither
 */
export function toVideos(videos: VideosInput): Frame[][] {
  if (isTensor(videos)) return tensorVideos(videos);
  const [first] = videos;
  if (first === undefined) throw badTensor('videos is an empty list');
  const areFrames = isTensor(first) && first.dims.length === 3;
  return areFrames ? [toFrames(videos as readonly FrameInput[])] : videos.map(toFrames);
}

function toFrames(video: VideoInput): Frame[] {
  if (!isTensor(video)) return video.map(toFrame);
  if (video.dims.length !== 4) throw wrongShape(video, '[frames, height, width, 3]');
  return parts(video).map(toFrame);
}

function tensorVideos(tensor: TensorLike): Frame[][] {
  if (tensor.dims.length === 5) return parts(tensor).map(toFrames);
  return [toFrames(tensor)];
}

function toFrame(frame: TensorLike): Frame {
  requireFilled(frame, 'a frame');
  const [heightPixels = 0, widthPixels = 0, channels] = frame.dims;
  const { data } = frame;
  if (frame.dims.length !== 3 || channels !== 3 || data.length === 0) {
    throw wrongShape(frame, '[height, width, 3]');
  }
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray)) {
    throw badTensor('a frame’s pixels must be bytes from 0 to 255 in a Uint8Array');
  }
  return { rgb: new Uint8Array(data.buffer, data.byteOffset, data.length), widthPixels, heightPixels };
}

/** The tensors along the first dimension, of the same bytes. */
function parts(tensor: TensorLike): TensorLike[] {
  requireFilled(tensor, 'videos');
  const { data, dims } = tensor;
  const [count = 0, ...rest] = dims;
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray)) {
    throw badTensor('a video’s pixels must be bytes from 0 to 255 in a Uint8Array');
  }
  const size = data.length / count;
  return Array.from({ length: count }, (_, i) => ({
    data: data.subarray(i * size, (i + 1) * size),
    dims: rest,
  }));
}

function wrongShape({ dims }: TensorLike, wanted: string) {
  return badTensor(`videos hold a tensor of shape ${showDims(dims)} in the place of ${wanted}`);
}

function isTensor(value: VideosInput): value is TensorLike {
  return 'data' in value && 'dims' in value;
}
