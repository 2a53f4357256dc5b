/** How an image processor is asked, with transformers' names. */
import { XclipError } from '../../errors.js';
import type { JsonObject } from '../../xclip/json-file.js';
import { readPreprocessing, type Preprocessing } from '../../xclip/processor.js';
import { badOption, type OptionRules } from '../arguments.js';

/** A size by what it says of the edges, in pixels. */
export type SizeDict = Readonly<
  Partial<
    Record<
      'shortest_edge' | 'longest_edge' | 'height' | 'width' | 'max_height' | 'max_width',
      number | undefined
    >
  >
>;

/** preprocessor_config.json's settings; for a call, those that differ from the processor's. */
export interface ImageProcessorOptions {
  do_resize?: boolean | undefined;
  /**
   * `{ shortest_edge }`, `{ shortest_edge, longest_edge }`, `{ max_height, max_width }` or `{ height, width }` in
   * pixels; [height, width]; or a number for the shortest edge
   */
  size?: number | readonly number[] | SizeDict | undefined;
  /** whether a number as `size` means both edges; false if undefined */
  default_to_square?: boolean | undefined;
  /** Pillow's number of a filter: 2 is bilinear */
  resample?: number | undefined;
  do_center_crop?: boolean | undefined;
  /** `{ height, width }` in pixels, [height, width], or a number for both */
  crop_size?: number | readonly number[] | SizeDict | undefined;
  do_rescale?: boolean | undefined;
  /** what a byte is multiplied by */
  rescale_factor?: number | undefined;
  do_normalize?: boolean | undefined;
  /** red, green, blue; or one for all */
  image_mean?: number | readonly number[] | undefined;
  image_std?: number | readonly number[] | undefined;
  /** for the examples of the page: there are no other results than tensors */
  return_tensors?: 'pt' | 'np' | undefined;
}

const BOOLEAN = ['boolean'] as const;
const NUMBER = ['number'] as const;
const SIZE = ['number', 'list', 'object'] as const;
const CHANNELS = ['number', 'list'] as const;

export const IMAGE_RULES: OptionRules = {
  do_resize: BOOLEAN,
  size: SIZE,
  default_to_square: BOOLEAN,
  resample: NUMBER,
  do_center_crop: BOOLEAN,
  crop_size: SIZE,
  do_rescale: BOOLEAN,
  rescale_factor: NUMBER,
  do_normalize: BOOLEAN,
  image_mean: CHANNELS,
  image_std: CHANNELS,
  return_tensors: [{ is: 'pt' }, { is: 'np' }],
};

/** VideoMAEImageProcessor's own crop where nothing else is said, in pixels. */
export const DEFAULT_CROP = 224;

/** Settings as a file would have them, read with a caller's error. */
export function readOptions(settings: JsonObject): Preprocessing {
  try {
    return readPreprocessing(settings, DEFAULT_CROP);
  } catch (error) {
    if (!(error instanceof XclipError) || error.code !== 'BAD_PREPROCESSOR') throw error;
    throw badOption(error.message.replace('preprocessor_config.json: ', ''));
  }
}

/** A size as `get_size_dict` of transformers writes it. */
export function sizeDict(value: unknown, isSquare: boolean): SizeDict {
  if (typeof value === 'number') return isSquare ? { height: value, width: value } : { shortest_edge: value };
  if (!Array.isArray(value)) return value as SizeDict;
  const [height, width] = value as number[];
  return { height, width };
}
