/** How a store's clips were read, for reading another as they were. */
import { isDeepStrictEqual } from 'node:util';
import { XclipError } from '../../errors.js';
import type { FrameGeometry } from '../../image/frame-geometry.js';
import type { ClipGeometry } from '../../media/types.js';
import type { Store } from '../../store/store-reader.js';
import { clipGeometry } from '../read/clip-geometry.js';
import type { Cutting } from '../read/read-windows.js';
import {
  SAMPLING_NAMES,
  SHORT_POLICY_NAMES,
  type SamplingName,
  type SamplingOptions,
  type ShortPolicy,
} from '../read/sample.js';

export interface StoreSampling {
  sampling: SamplingOptions;
  geometry: ClipGeometry;
  /** one clip of each video if undefined */
  cutting: Cutting | undefined;
}

const MOST_PIXELS = 4096;

/**
 * What the file says is only believed where it is what `embed` writes.
 * @param model what made the store
 * @throws XclipError STORE_DAMAGED
 */
export function storeSampling(
  { path, description }: Store,
  model: { numFrames: number; geometry: FrameGeometry },
): StoreSampling {
  const { sampling, frames, frame_sample_rate: rate, seed, short, cutting } = fieldsOf(description.sampling);
  const isRight =
    frames === model.numFrames &&
    isNumber(rate, Number.MIN_VALUE, 1e6) &&
    isNumber(seed, 0, 2 ** 32 - 1) &&
    isOneOf<SamplingName>(sampling, SAMPLING_NAMES) &&
    isOneOf<ShortPolicy>(short, SHORT_POLICY_NAMES) &&
    (cutting === undefined || isCutting(cutting)) &&
    (cutting !== undefined) === description.hasSpans;
  if (!isRight) throw unknown(path, 'xclip.sampling');
  return {
    sampling: { sampling, numFramesPerClip: frames, frameSampleRate: rate, seed, views: 1, short },
    geometry: geometryOf(path, description.preprocessing, model.geometry),
    cutting,
  };
}

/** The model's geometry with what `embed` may change of it, if that gives the one that the store names. */
function geometryOf(path: string, preprocessing: unknown, model: FrameGeometry): ClipGeometry {
  const { geometry } = fieldsOf(preprocessing);
  const { resize, rotate } = fieldsOf(geometry);
  const { shortestEdgePixels: edge } = fieldsOf(resize);
  for (const resizePixels of [undefined, isNumber(edge, 1, MOST_PIXELS) ? edge : undefined]) {
    try {
      const tried = clipGeometry(model, { crops: 1, resizePixels, rotate: rotate === true });
      if (isDeepStrictEqual(asStored(tried), asStored(geometry))) return tried;
    } catch {
      // No geometry of this model: the store's cannot be it.
    }
  }
  throw unknown(path, 'xclip.preprocessing');
}

/** As JSON has it, without what is undefined. */
function asStored(geometry: unknown): unknown {
  return geometry === undefined ? undefined : JSON.parse(JSON.stringify(geometry));
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return Object(value) as Record<string, unknown>;
}

function isNumber(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && value >= least && value <= most;
}

function isOneOf<T extends string>(value: unknown, names: readonly T[]): value is T {
  return (names as readonly unknown[]).includes(value);
}

/** A day is the longest that `embed` takes. */
function isCutting(value: unknown): value is Cutting {
  const { by, everySeconds, windowSeconds, mostSeconds } = fieldsOf(value);
  const isLength = (length: unknown): boolean => isNumber(length, 0.01, 86_400);
  if (by === 'time') return isLength(everySeconds) && isLength(windowSeconds);
  return by === 'scenes' && (mostSeconds === undefined || isLength(mostSeconds));
}

function unknown(path: string, key: string): XclipError {
  return new XclipError(`${path} does not say how its clips were read: its ${key} is not what embed writes`, {
    code: 'STORE_DAMAGED',
    hint: 'embed the videos again',
  });
}
