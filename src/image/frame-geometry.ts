/** Bytes a pixel: red, green, blue. */
export const CHANNELS = 3;

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

/** Positions from `start` up to, not including, `end`. */
export interface Span {
  start: number;
  end: number;
}

/** Some rows and columns of a picture. */
export interface Region {
  columns: Span;
  rows: Span;
}

/** Shortest edge to this length, or less where the longest would be longer than it may. */
export interface EdgeLimits {
  shortestEdgePixels: number;
  longestEdgePixels?: number;
}

/** As large as fits. */
export interface BoxLimits {
  maxWidthPixels: number;
  maxHeightPixels: number;
}

/** What the processor does to a decoded frame before it becomes numbers: resize, then centre crop. */
export interface FrameGeometry {
  /** To edges of these lengths, or exactly to this size; undefined leaves the frame as decoded. */
  resize: EdgeLimits | BoxLimits | PixelSize | undefined;
  /** Centre crop, filled with black where the resized frame is smaller; undefined keeps all of it. */
  crop: PixelSize | undefined;
  resample: Resample;
  /** How many crops are cut of each frame: 1, at the centre, if left out; 3 are spread along its long side. */
  cropCount?: CropCount;
}

export type CropCount = 1 | 3;

/** Where a crop begins in the resized frame; negative where black is added before it. */
export interface CropPlace {
  leftPixels: number;
  topPixels: number;
}

/** A geometry worked out for frames of one size. */
export interface FramePlan {
  /** Size of the frame as decoded. */
  input: PixelSize;
  /** Size after the resize; the input's if there is none. */
  resized: PixelSize;
  /** One place a crop: the centre, or start, centre and end of the long side. */
  crops: CropPlace[];
  /** Size of each crop: what comes out. */
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
  return { input, resized, crops: cropPlaces(resized, output, geometry.cropCount ?? 1), output };
}

function cropPlaces(resized: PixelSize, output: PixelSize, cropCount: CropCount): CropPlace[] {
  // The reference pads by a rounded-up half when the frame is too small, which is a floor here.
  const leftPixels = Math.floor((resized.widthPixels - output.widthPixels) / 2);
  const topPixels = Math.floor((resized.heightPixels - output.heightPixels) / 2);
  if (cropCount === 1) return [{ leftPixels, topPixels }];
  return resized.widthPixels >= resized.heightPixels
    ? alongSide(leftPixels).map((place) => ({ leftPixels: place, topPixels }))
    : alongSide(topPixels).map((place) => ({ leftPixels, topPixels: place }));
}

/**
 * Start, centre and end, as the authors' ThreeCrop has them: equal steps, so that with an odd number
 * of pixels to spare the last one is never reached. Where there are none, all are the centre.
 */
function alongSide(centrePixels: number): number[] {
  return centrePixels < 0 ? [centrePixels, centrePixels, centrePixels] : [0, centrePixels, 2 * centrePixels];
}

function resizedSize(input: PixelSize, resize: FrameGeometry['resize']): PixelSize {
  if (resize === undefined) return input;
  if ('widthPixels' in resize) return resize;
  const { widthPixels, heightPixels } = input;
  if ('maxWidthPixels' in resize) {
    const scale = Math.min(resize.maxHeightPixels / heightPixels, resize.maxWidthPixels / widthPixels);
    return { widthPixels: Math.trunc(widthPixels * scale), heightPixels: Math.trunc(heightPixels * scale) };
  }
  const { shortestEdgePixels: short, longestEdgePixels } = resize;
  if (longestEdgePixels !== undefined) return withinLongestEdge(input, short, longestEdgePixels);
  return widthPixels <= heightPixels
    ? { widthPixels: short, heightPixels: Math.trunc((short * heightPixels) / widthPixels) }
    : { widthPixels: Math.trunc((short * widthPixels) / heightPixels), heightPixels: short };
}

/** `get_size_with_aspect_ratio`, in its own order of operations. */
function withinLongestEdge(
  { widthPixels, heightPixels }: PixelSize,
  wanted: number,
  longest: number,
): PixelSize {
  const [least, most] = [Math.min(widthPixels, heightPixels), Math.max(widthPixels, heightPixels)];
  const isTooLong = (most / least) * wanted > longest;
  const exact = isTooLong ? (longest * least) / most : wanted;
  const short = roundHalfEven(exact);
  if (least === short) return { widthPixels, heightPixels };
  return widthPixels < heightPixels
    ? { widthPixels: short, heightPixels: Math.trunc((exact * heightPixels) / widthPixels) }
    : { widthPixels: Math.trunc((exact * widthPixels) / heightPixels), heightPixels: short };
}

/** Python's `round`. */
function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}
