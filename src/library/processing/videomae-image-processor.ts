import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planFrame, type FrameGeometry } from '../../image/frame-geometry.js';
import { resizeAndCrop } from '../../image/resize.js';
import type { PixelScaling } from '../../xclip/graph/patch-embedding.js';
import { readJsonFile, type JsonObject } from '../../xclip/json-file.js';
import { readPreprocessing, storedPreprocessing } from '../../xclip/processor.js';
import { Callable, type CallableClass } from '../callable.js';
import { resolveFolder, type PretrainedOptions } from '../pretrained.js';
import { badTensor, Tensor, type FloatTensor } from '../tensor.js';
import { toVideos, type Frame, type VideosInput } from './video-frames.js';

/** preprocessor_config.json's settings; for a call, those that differ from the processor's. */
export interface ImageProcessorOptions {
  do_resize?: boolean | undefined;
  /** `{ shortest_edge }` or `{ height, width }` in pixels, or a number for the shortest edge */
  size?: number | Readonly<Record<string, number>> | undefined;
  /** Pillow's number of a filter: 2 is bilinear */
  resample?: number | undefined;
  do_center_crop?: boolean | undefined;
  /** `{ height, width }` in pixels, or a number for both */
  crop_size?: number | Readonly<Record<string, number>> | undefined;
  do_rescale?: boolean | undefined;
  /** what a byte is multiplied by */
  rescale_factor?: number | undefined;
  do_normalize?: boolean | undefined;
  /** red, green, blue; or one for all */
  image_mean?: number | readonly number[] | undefined;
  image_std?: number | readonly number[] | undefined;
}

/** Calling an image processor preprocesses videos. */
export type VideoMAEImageProcessorCall = (
  videos: VideosInput,
  options?: ImageProcessorOptions,
) => { pixel_values: FloatTensor };

const FILE = 'preprocessor_config.json';

/** VideoMAEImageProcessor's own crop where nothing else is said, in pixels. */
const DEFAULT_CROP = 224;

/**
 * transformers' VideoMAEImageProcessor, equal to its Pillow backend to the last bit: shortest edge, bilinear with
 * antialiasing, centre crop, rescale, normalise.
 * @see https://huggingface.co/docs/transformers/model_doc/videomae#transformers.VideoMAEImageProcessor
 */
export class VideoMAEImageProcessor extends (Callable as CallableClass<VideoMAEImageProcessorCall>) {
  readonly #settings: JsonObject;

  constructor(settings: ImageProcessorOptions = {}) {
    super();
    this.#settings = { crop_size: DEFAULT_CROP, ...defined(settings) };
    readPreprocessing(this.#settings, DEFAULT_CROP);
  }

  /**
   * A folder's preprocessor_config.json or processor_config.json. Where it names no crop, the model's image_size is
   * taken, if the folder's config.json says it.
   * @throws CheckpointError MISSING_FILE, BAD_PREPROCESSOR
   */
  static from_folder(folder: string): VideoMAEImageProcessor {
    const { vision_config: vision } = readJsonFile(folder, 'config.json') ?? {};
    const imageSize = (vision as JsonObject | undefined)?.image_size;
    const cropSize = typeof imageSize === 'number' ? imageSize : DEFAULT_CROP;
    return new VideoMAEImageProcessor({ crop_size: cropSize, ...storedPreprocessing(folder) });
  }

  /**
   * The image processor of a checkpoint.
   * @throws CheckpointError if it cannot be had or used
   */
  static async from_pretrained(id: string, options: PretrainedOptions = {}): Promise<VideoMAEImageProcessor> {
    return VideoMAEImageProcessor.from_folder(await resolveFolder(id, options, [FILE]));
  }

  /**
   * Videos as decoded → the model's pixels, float32 [videos, frames, 3, height, width].
   * @throws XclipError BAD_TENSOR for what is no video, or videos that differ in frames or size
   */
  preprocess(videos: VideosInput, options: ImageProcessorOptions = {}): { pixel_values: FloatTensor } {
    const { geometry, scaling } = readPreprocessing({ ...this.#settings, ...defined(options) }, DEFAULT_CROP);
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
    return { image_processor_type: 'VideoMAEImageProcessor', ...this.#settings };
  }

  /** Writes preprocessor_config.json into a folder, which is made if it is not there. */
  save_pretrained(folder: string): void {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, FILE), `${JSON.stringify(this.to_dict(), null, 2)}\n`);
  }
}

/** What each byte becomes: rescaled in double precision, normalised in single, as the reference's NumPy does. */
function scalingTable({ rescaleFactor, mean, std }: PixelScaling, channel: number): Float32Array {
  const [m, s] = [Math.fround(mean[channel] ?? 0), Math.fround(std[channel] ?? 1)];
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
function defined(options: ImageProcessorOptions | JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
