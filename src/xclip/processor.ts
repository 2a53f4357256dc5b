/**
 * preprocessor_config.json as VideoMAEImageProcessor reads it: how a frame becomes imageSize × imageSize pixels, and
 * how pixels become numbers.
 */
import { CheckpointError } from '../errors.js';
import { resampleFromNumber, type FrameGeometry } from '../image/frame-geometry.js';
import { quoted } from '../quoted.js';
import type { PixelScaling } from './graph/patch-embedding.js';
import { readJsonFile, type JsonObject } from './json-file.js';

export interface Preprocessing {
  geometry: FrameGeometry;
  scaling: PixelScaling;
}

/** What VideoMAEImageProcessor takes where the file is silent. */
const DEFAULTS = { rescaleFactor: 1 / 255, mean: 0.5, std: 0.5, shortestEdgePixels: 224, resample: 2 };

export function openPreprocessing(folder: string, imageSize: number): Preprocessing {
  return parsePreprocessing(storedPreprocessing(folder), imageSize);
}

/** @throws CheckpointError MISSING_FILE */
export function storedPreprocessing(folder: string): JsonObject {
  const json = nestedConfig(folder) ?? readJsonFile(folder, 'preprocessor_config.json');
  if (json === undefined) {
    throw new CheckpointError(`${folder} has no preprocessor_config.json`, {
      code: 'MISSING_FILE',
      hint: 'take it from the model that this checkpoint was made from',
    });
  }
  return json;
}

/** transformers 5 saves a processor as one file that holds the image processor's, and prefers it. */
function nestedConfig(folder: string): JsonObject | undefined {
  const nested = readJsonFile(folder, 'processor_config.json')?.image_processor;
  return typeof nested === 'object' && nested !== null ? (nested as JsonObject) : undefined;
}

/** @throws CheckpointError BAD_PREPROCESSOR naming the key, or if frames would not come out as the model takes them */
export function parsePreprocessing(json: JsonObject, imageSize: number): Preprocessing {
  const preprocessing = readPreprocessing(json, imageSize);
  const { resize, crop } = preprocessing.geometry;
  const result = crop ?? (resize !== undefined && 'widthPixels' in resize ? resize : undefined);
  if (result?.widthPixels !== imageSize || result.heightPixels !== imageSize) {
    throw bad('crop_size', json.crop_size ?? null, `the model takes ${imageSize} × ${imageSize} pixels`);
  }
  return preprocessing;
}

/**
 * The same for no model in particular.
 * @throws CheckpointError BAD_PREPROCESSOR naming the key
 */
export function readPreprocessing(json: JsonObject, defaultCropPixels: number): Preprocessing {
  return { geometry: parseGeometry(json, defaultCropPixels), scaling: parseScaling(json) };
}

function bad(key: string, value: unknown, why: string): CheckpointError {
  return new CheckpointError(`preprocessor_config.json: ${key} is ${quoted(value)} but ${why}`, {
    code: 'BAD_PREPROCESSOR',
  });
}

function parseGeometry(json: JsonObject, defaultCropPixels: number): FrameGeometry {
  const number = json.resample ?? DEFAULTS.resample;
  const resample = typeof number === 'number' ? resampleFromNumber(number) : undefined;
  if (resample === undefined) throw bad('resample', json.resample, 'must be one of Pillow’s filters, 0 to 5');
  const resize = json.do_resize === false ? undefined : parseSize(json);
  const crop = json.do_center_crop === false ? undefined : parseCrop(json, defaultCropPixels);
  return { resize, crop, resample };
}

function parseSize(json: JsonObject): FrameGeometry['resize'] {
  const value = json.size ?? DEFAULTS.shortestEdgePixels;
  if (typeof value === 'number' && json.default_to_square !== true) {
    return { shortestEdgePixels: pixels('size', value) };
  }
  if (typeof value === 'number' || Array.isArray(value)) return square('size', value);
  const size = Object(value) as JsonObject;
  const given = (...keys: string[]): boolean => Object.keys(size).sort().join() === keys.sort().join();
  if (given('shortest_edge')) return { shortestEdgePixels: pixels('size', size.shortest_edge) };
  if (given('shortest_edge', 'longest_edge')) {
    const shortestEdgePixels = pixels('size', size.shortest_edge);
    return { shortestEdgePixels, longestEdgePixels: pixels('size', size.longest_edge) };
  }
  if (given('max_height', 'max_width')) {
    return {
      maxHeightPixels: pixels('size', size.max_height),
      maxWidthPixels: pixels('size', size.max_width),
    };
  }
  if (given('height', 'width')) return square('size', size);
  throw bad(
    'size',
    value,
    'must be shortest_edge, shortest_edge and longest_edge, max_height and max_width, or height and width',
  );
}

/** A number for both, [height, width], or { height, width }. */
function square(key: string, value: unknown): { widthPixels: number; heightPixels: number } {
  if (Array.isArray(value) && value.length !== 2) throw bad(key, value, 'must be [height, width]');
  const [height, width] = Array.isArray(value) ? (value as unknown[]) : [value, value];
  const both =
    typeof value === 'number' || Array.isArray(value) ? { height, width } : (Object(value) as JsonObject);
  return { widthPixels: pixels(key, both.width), heightPixels: pixels(key, both.height) };
}

/** A file without crop_size means the processor's default of 224, which only a 224-pixel model can take: use the model's. */
function parseCrop(json: JsonObject, defaultPixels: number): { widthPixels: number; heightPixels: number } {
  return square('crop_size', json.crop_size ?? defaultPixels);
}

function pixels(key: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 16384) return value;
  throw bad(key, value ?? null, 'must be a positive number of pixels, or an object of such');
}

function parseScaling(json: JsonObject): PixelScaling {
  const normalizes = json.do_normalize !== false;
  return {
    rescaleFactor:
      json.do_rescale === false
        ? 1
        : positive('rescale_factor', json.rescale_factor ?? DEFAULTS.rescaleFactor),
    mean: normalizes ? perChannel('image_mean', json.image_mean ?? DEFAULTS.mean, finite) : [0, 0, 0],
    std: normalizes ? perChannel('image_std', json.image_std ?? DEFAULTS.std, positive) : [1, 1, 1],
  };
}

type Check = (key: string, value: unknown) => number;

function perChannel(key: string, value: unknown, check: Check): [number, number, number] {
  const values: unknown[] = Array.isArray(value) ? value : [value, value, value];
  if (values.length !== 3) throw bad(key, value, 'must hold one number a channel');
  return [check(key, values[0]), check(key, values[1]), check(key, values[2])];
}

function finite(key: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw bad(key, value, 'must be a number');
}

function positive(key: string, value: unknown): number {
  const number = finite(key, value);
  if (number > 0) return number;
  throw bad(key, value, 'must be above 0');
}
