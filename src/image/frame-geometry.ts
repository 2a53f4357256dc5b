/** Pillow's resampling filters, under Pillow's names. */
export type Resample = 'nearest' | 'lanczos' | 'bilinear' | 'bicubic' | 'box' | 'hamming';

/** Pillow's number of each filter, as `preprocessor_config.json` gives it in `resample`. */
const RESAMPLE_BY_NUMBER: readonly Resample[] = [
  'nearest',
  'lanczos',
  'bilinear',
  'bicubic',
  'box',
  'hamming',
];

/** Width and height in whole pixels, both at least 1. */
export interface PixelSize {
  widthPixels: number;
  heightPixels: number;
}

/** What the processor does to a decoded frame before it becomes numbers: resize, then centre crop. */
export interface FrameGeometry {
  /** Shortest edge to this length, or exactly to this size; undefined leaves the frame as decoded. */
  resize: { shortestEdgePixels: number } | PixelSize | undefined;
  /** Centre crop, filled with black where the resized frame is smaller; undefined keeps all of it. */
  crop: PixelSize | undefined;
  resample: Resample;
}

/** A geometry worked out for frames of one size. */
export interface FramePlan {
  /** Size of the frame as decoded. */
  input: PixelSize;
  /** Size after the resize; the input's if there is none. */
  resized: PixelSize;
  /** Where the crop begins in the resized frame; negative where black is added before it. */
  cropLeftPixels: number;
  cropTopPixels: number;
  /** Size after the crop: what comes out. */
  output: PixelSize;
}

/** The filter of a number in `preprocessor_config.json`, or undefined for a number Pillow lacks. */
export function resampleFromNumber(number: number): Resample | undefined {
  return RESAMPLE_BY_NUMBER[number];
}

/**
 * The sizes and the crop's place for frames of `input`'s size, as transformers' Pillow backend
 * (`get_resize_output_image_size`, `center_crop`) works them out.
 */
export function planFrame(input: PixelSize, geometry: FrameGeometry): FramePlan {
  const resized = resizedSize(input, geometry.resize);
  const output = geometry.crop ?? resized;
  return {
    input,
    resized,
    // The reference pads by a rounded-up half when the frame is too small, which is a floor here.
    cropLeftPixels: Math.floor((resized.widthPixels - output.widthPixels) / 2),
    cropTopPixels: Math.floor((resized.heightPixels - output.heightPixels) / 2),
    output,
  };
}

function resizedSize(input: PixelSize, resize: FrameGeometry['resize']): PixelSize {
  if (resize === undefined) return input;
  if (!('shortestEdgePixels' in resize)) return resize;
  const { widthPixels, heightPixels } = input;
  const short = resize.shortestEdgePixels;
  return widthPixels <= heightPixels
    ? { widthPixels: short, heightPixels: Math.trunc((short * heightPixels) / widthPixels) }
    : { widthPixels: Math.trunc((short * widthPixels) / heightPixels), heightPixels: short };
}
