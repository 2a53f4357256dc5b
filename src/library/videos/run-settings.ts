/** From a caller's options to what the pipeline takes. */
import { UsageError } from '../../errors.js';
import type { EngineOptions } from '../../pipeline/engine.js';
import { VIDEO_EXTENSIONS, walk, type WalkedPath } from '../../pipeline/find/walk.js';
import type { FrameSettings } from '../../pipeline/read/clip-geometry.js';
import type { Cutting } from '../../pipeline/read/read-windows.js';
import type { SamplingOptions } from '../../pipeline/read/sample.js';
import { PRECISION_NAMES } from '../../xclip/runtime/device/choose-device.js';
import { DEVICE_CHOICES } from '../../xclip/runtime/device/device-names.js';
import { badOption } from '../arguments.js';
import { requireOneOf, resolveOptions } from '../find-checkpoint.js';
import type { VideoOptions, VideoPaths } from './video-options.js';

/** Numbers that must be whole, and the least and the most that each may be. */
const RANGES: Readonly<Record<string, readonly [least: number, most: number, isWhole: boolean]>> = {
  everySeconds: [0.01, 86_400, false],
  windowSeconds: [0.01, 86_400, false],
  frameSampleRate: [Number.MIN_VALUE, 1e6, false],
  seed: [0, 2 ** 32 - 1, true],
  views: [1, 1000, true],
  topK: [1, Number.MAX_SAFE_INTEGER, true],
  shortlist: [1, Number.MAX_SAFE_INTEGER, true],
  resizePixels: [1, 16_384, true],
  decoders: [1, 1000, true],
  timeoutMs: [1, 2 ** 31 - 1, false],
};

/** @throws XclipError BAD_OPTION for a number out of its range */
export function requireRanges(options: object): void {
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    const range = Object.hasOwn(RANGES, name) ? RANGES[name] : undefined;
    if (range === undefined || typeof value !== 'number') continue;
    const [least, most, isWhole] = range;
    if (value >= least && value <= most && (!isWhole || Number.isInteger(value))) continue;
    throw badOption(
      `${name} is ${value}, but must be a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}`,
    );
  }
}

export interface RunSettings {
  engine: EngineOptions;
  sampling: Omit<SamplingOptions, 'numFramesPerClip' | 'views'>;
  frames: Omit<FrameSettings, 'crops'>;
  cutting: Cutting | undefined;
}

/** @throws UsageError UNKNOWN_DEVICE, UNKNOWN_PRECISION, CONTRADICTION; XclipError BAD_OPTION */
export function runSettings(options: VideoOptions): RunSettings {
  requireRanges(options);
  const { device = 'auto', precision = 'fp32', decoder, ffmpeg, decoders } = options;
  requireOneOf('device', device, DEVICE_CHOICES);
  requireOneOf('precision', precision, PRECISION_NAMES);
  const { revision, offline, local_files_only, refresh, onProgress, onNotice, signal } = options;
  const where = { revision, offline, local_files_only, refresh, onProgress, onNotice, signal };
  const { sampling = 'documented', frameSampleRate = 1, seed = 0, short = 'clamp' } = options;
  return {
    engine: {
      ...resolveOptions(where),
      model: options.model ?? 'microsoft/xclip-base-patch32',
      ...{ device, precision, decoder, ffmpeg, decoders },
      timeoutMs: options.timeoutMs ?? 120_000,
    },
    sampling: { sampling, frameSampleRate, seed, short },
    frames: { resizePixels: options.resizePixels, rotate: options.rotate ?? false },
    cutting: cuttingOf(options),
  };
}

function cuttingOf({ everySeconds, windowSeconds, scenes = false }: VideoOptions): Cutting | undefined {
  if (windowSeconds !== undefined && (scenes || everySeconds === undefined)) {
    throw new UsageError(
      scenes
        ? 'windowSeconds has no place beside scenes, whose clips are the shots'
        : 'windowSeconds needs everySeconds',
      { code: 'CONTRADICTION', hint: scenes ? 'leave one out' : 'say how far apart clips begin' },
    );
  }
  if (scenes) return { by: 'scenes', mostSeconds: everySeconds };
  if (everySeconds === undefined) return undefined;
  return { by: 'time', everySeconds, windowSeconds: windowSeconds ?? everySeconds };
}

/** Files and folders, walked in the order of their names; what comes one by one is taken as files. */
export async function* pathsOf(
  paths: VideoPaths,
  { signal, extensions = VIDEO_EXTENSIONS, exclude = [], followSymlinks = false }: VideoOptions,
): AsyncGenerator<WalkedPath, void, undefined> {
  for await (const path of found(paths, { extensions, exclude, followSymlinks })) {
    signal?.throwIfAborted();
    yield path;
  }
}

function found(
  paths: unknown,
  options: Required<Pick<VideoOptions, 'extensions' | 'exclude' | 'followSymlinks'>>,
): AsyncIterable<WalkedPath> {
  const named: unknown = typeof paths === 'string' ? [paths] : paths;
  if (typeof named === 'object' && named !== null) {
    if (Symbol.asyncIterator in named) return asFiles(named as AsyncIterable<unknown>);
    if (Symbol.iterator in named) {
      const list = [...(named as Iterable<unknown>)].map(requirePath);
      const { extensions = [], exclude = [], followSymlinks = false } = options;
      return walk({ paths: list, extensions, exclude, followSymlinks });
    }
  }
  throw badOption('paths must be a path, a list of paths, or an async iterable of files');
}

async function* asFiles(paths: AsyncIterable<unknown>): AsyncGenerator<WalkedPath, void, undefined> {
  for await (const path of paths) yield { path: requirePath(path) };
}

function requirePath(path: unknown): string {
  if (typeof path === 'string') return path;
  throw badOption('paths must hold strings');
}
