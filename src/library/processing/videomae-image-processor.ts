import { at } from '../../at.js';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planFrame, type FrameGeometry } from '../../image/frame-geometry.js';
import { resizeAndCrop } from '../../image/resize.js';
import type { PixelScaling } from '../../xclip/graph/patch-embedding.js';
import { readJsonFile, type JsonObject } from '../../xclip/json-file.js';
import { readPreprocessing, storedPreprocessing } from '../../xclip/processor.js';
import { checkOptions, requireObject, requireString } from '../arguments.js';
import type { JsonDict } from '../configs/pretrained-config.js';
import { Callable, type CallableClass } from '../callable.js';
import { resolveFolder, splitPretrained } from '../find-checkpoint.js';
import type { PretrainedOptions } from '../pretrained.js';
import { sortedJson } from '../sorted-json.js';
import { badTensor, Tensor, type FloatTensor } from '../tensor.js';
import {
  DEFAULT_CROP,
  IMAGE_RULES,
  readOptions,
  sizeDict,
  type ImageProcessorOptions,
  type SizeDict,
} from './image-options.js';
import { toVideos, type Frame, type VideosInput } from './video-frames.js';

/** Calling an image processor preprocesses videos. */
export type VideoMAEImageProcessorCall = (
  videos: VideosInput,
  options?: ImageProcessorOptions,
) => { pixel_values: FloatTensor };

const FILE = 'preprocessor_config.json';

/** A folder that holds one of these has an image processor. */
export const PROCESSOR_FILES = [FILE, 'processor_config.json'];

/** What the class has where nothing else is said. */
const DEFAULTS = {
  do_resize: true,
  size: { shortest_edge: 224 },
  resample: 2,
  do_center_crop: true,
  crop_size: DEFAULT_CROP,
  do_rescale: true,
  rescale_factor: 1 / 255,
  do_normalize: true,
  image_mean: [0.5, 0.5, 0.5],
  image_std: [0.5, 0.5, 0.5],
} as const;

/**
 * transformers' VideoMAEImageProcessor, equal to its Pillow backend to the last bit: shortest edge, bilinear with
 * antialiasing, centre crop, rescale, normalise. Its settings may be changed; calls take them as they are.
 * @see https://huggingface.co/docs/transformers/model_doc/videomae#transformers.VideoMAEImageProcessor
 */
export class VideoMAEImageProcessor extends (Callable as CallableClass<VideoMAEImageProcessorCall>) {
  do_resize: boolean;
  size: SizeDict;
  /** Pillow's number of a filter: 2 is bilinear */
  resample: number;
  do_center_crop: boolean;
  crop_size: SizeDict;
  do_rescale: boolean;
  /** what a byte is multiplied by */
  rescale_factor: number;
  do_normalize: boolean;
  image_mean: number | readonly number[];
  image_std: number | readonly number[];
  /** what a file said besides */
  #others: JsonObject = {};

  /** @throws XclipError BAD_OPTION */
  constructor(settings: ImageProcessorOptions = {}) {
    super();
    checkOptions(settings, IMAGE_RULES, 'VideoMAEImageProcessor');
    const all = { ...DEFAULTS, ...defined(settings) };
    readOptions(all);
    this.do_resize = all.do_resize;
    this.size = sizeDict(all.size, all.default_to_square === true);
    this.resample = all.resample;
    this.do_center_crop = all.do_center_crop;
    this.crop_size = sizeDict(all.crop_size, true);
    this.do_rescale = all.do_rescale;
    this.rescale_factor = all.rescale_factor;
    this.do_normalize = all.do_normalize;
    this.image_mean = all.image_mean;
    this.image_std = all.image_std;
  }

  /**
   * From what `to_dict` gives; names that the class does not know are kept, and null stands for what it has itself.
   * @throws XclipError BAD_OPTION
   */
  static from_dict(dict: JsonDict, settings: ImageProcessorOptions = {}): VideoMAEImageProcessor {
    checkOptions(settings, IMAGE_RULES, 'VideoMAEImageProcessor');
    const entries = Object.entries(requireObject(dict, 'from_dict'));
    const isKnown = ([name]: [string, unknown]): boolean => Object.hasOwn(IMAGE_RULES, name);
    const known = Object.fromEntries(entries.filter((entry) => isKnown(entry) && entry[1] !== null));
    const processor = new VideoMAEImageProcessor({ ...known, ...defined(settings) });
    processor.#others = Object.fromEntries(entries.filter((entry) => !isKnown(entry)));
    return processor;
  }

  /**
   * A folder's processor_config.json or preprocessor_config.json. Where it names no crop, the model's image_size is
   * taken, if the folder's config.json says it.
   * @param settings in the place of the file's
   * @throws CheckpointError MISSING_FILE, BAD_PREPROCESSOR; XclipError BAD_OPTION
   */
  static from_folder(folder: string, settings: ImageProcessorOptions = {}): VideoMAEImageProcessor {
    const { vision_config: vision } = readJsonFile(requireString(folder, 'folder'), 'config.json') ?? {};
    const imageSize = (Object(vision) as JsonObject).image_size;
    const stored = storedPreprocessing(folder);
    readPreprocessing(stored, DEFAULT_CROP);
    const crop = typeof imageSize === 'number' ? { crop_size: stored.crop_size ?? imageSize } : {};
    return VideoMAEImageProcessor.from_dict({ ...stored, ...crop }, settings);
  }

  /**
   * The image processor of a checkpoint.
   * @param options how it is found, and settings in the place of its own
   * @throws CheckpointError if it cannot be had or used; XclipError BAD_OPTION
   */
  static async from_pretrained(
    id: string,
    options: PretrainedOptions & ImageProcessorOptions = {},
  ): Promise<VideoMAEImageProcessor> {
    const { where, settings } = splitPretrained(
      options,
      IMAGE_RULES,
      'VideoMAEImageProcessor.from_pretrained',
    );
    return VideoMAEImageProcessor.from_folder(await resolveFolder(id, where, PROCESSOR_FILES), settings);
  }

  /**
   * Videos as decoded → the model's pixels, float32 [videos, frames, 3, height, width].
   * @throws XclipError BAD_TENSOR for what is no video, or videos that differ in frames or size; BAD_OPTION
   */
  preprocess(videos: VideosInput, options: ImageProcessorOptions = {}): { pixel_values: FloatTensor } {
    checkOptions(options, IMAGE_RULES, 'the image processor');
    const { geometry, scaling } = readOptions({ ...this.to_dict(), ...defined(options) });
    const frames = toVideos(videos);
    const { videoCount, frameCount, widthPixels, heightPixels } = commonSize(frames, geometry);
    const pixelCount = widthPixels * heightPixels;
    const tables = scaling.mean.map((_mean, channel) => scalingTable(scaling, channel));
    const values = new Float32Array(videoCount * frameCount * 3 * pixelCount);
    const resized = new Uint8Array(pixelCount * 3);
    for (const [i, frame] of frames.flat().entries()) {
      resizeAndCrop(frame.rgb, frame.widthPixels, frame.heightPixels, geometry, resized);
      for (const [channel, table] of tables.entries()) {
        const start = (i * 3 + channel) * pixelCount;
        for (let p = 0; p < pixelCount; p++) values[start + p] = table[resized[p * 3 + channel] ?? 0] ?? 0;
      }
    }
    return { pixel_values: new Tensor(values, [videoCount, frameCount, 3, heightPixels, widthPixels]) };
  }

  /** @internal */
  _call(videos: VideosInput, options?: ImageProcessorOptions): { pixel_values: FloatTensor } {
    return this.preprocess(videos, options);
  }

  /** Its settings, as preprocessor_config.json holds them. */
  to_dict(): Record<string, unknown> {
    const { do_resize, size, resample, do_center_crop, crop_size, do_rescale, rescale_factor } = this;
    const { do_normalize, image_mean, image_std } = this;
    return {
      ...this.#others,
      ...{ do_resize, size, resample, do_center_crop, crop_size, do_rescale, rescale_factor },
      ...{ do_normalize, image_mean, image_std, image_processor_type: 'VideoMAEImageProcessor' },
    };
  }

  /** `to_dict()` as text, keys sorted, as transformers writes it. */
  to_json_string(): string {
    return sortedJson(this.to_dict());
  }

  /** Writes preprocessor_config.json into a folder, which is made if it is not there. */
  save_pretrained(folder: string): void {
    mkdirSync(requireString(folder, 'folder'), { recursive: true });
    writeFileSync(join(folder, FILE), this.to_json_string());
  }
}

/** What each byte becomes: rescaled in double precision, normalised in single, as the reference's NumPy does. */
function scalingTable({ rescaleFactor, mean, std }: PixelScaling, channel: number): Float32Array {
  const [m, s] = [Math.fround(at(mean, channel)), Math.fround(at(std, channel))];
  return Float32Array.from(
    { length: 256 },
    (_, byte) => Math.fround(Math.fround(byte * rescaleFactor) - m) / s,
  );
}

function commonSize(videos: readonly (readonly Frame[])[], geometry: FrameGeometry) {
  const outputs = videos.flat().map((frame) => planFrame(frame, geometry).output);
  const [first] = outputs;
  const frameCount = videos[0]?.length ?? 0;
  if (first === undefined) throw badTensor('a video has no frames');
  if (videos.some((video) => video.length !== frameCount)) {
    throw badTensor('the videos differ in their number of frames, and make no tensor together');
  }
  const { widthPixels, heightPixels } = first;
  if (outputs.some((size) => size.widthPixels !== widthPixels || size.heightPixels !== heightPixels)) {
    throw badTensor('the frames differ in size after resizing, and make no tensor together');
  }
  return { videoCount: videos.length, frameCount, widthPixels, heightPixels };
}

/** Without the options that are undefined, which must not hide the processor's own. */
function defined<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
