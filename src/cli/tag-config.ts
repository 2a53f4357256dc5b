import { extname } from 'node:path';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { UsageError, messageOf } from '../errors.js';
import type { FrameSettings } from '../pipeline/read/clip-geometry.js';
import type { SamplingName, SamplingOptions, ShortPolicy } from '../pipeline/read/sample.js';
import type { InputRules } from '../media/input-rules.js';
import { VIDEO_EXTENSIONS, type WalkOptions } from '../pipeline/find/walk.js';
import type { FormatName } from '../output/formats/record-format.js';
import { parseNumber } from './flags/parse-number.js';

export interface WalkFlags {
  ext?: string | undefined;
  exclude?: string[] | undefined;
  'files-from'?: string | undefined;
  'follow-symlinks': boolean;
}

/** @throws UsageError NO_PATHS, BAD_FILES_FROM */
export async function walkOptions(paths: readonly string[], flags: WalkFlags): Promise<WalkOptions> {
  const listed = flags['files-from'] === undefined ? [] : await listedPaths(flags['files-from']);
  const all = [...paths, ...listed];
  if (all.length === 0) {
    throw new UsageError('no videos are named', {
      code: 'NO_PATHS',
      hint: 'give files or folders, or --files-from',
    });
  }
  const extensions = flags.ext?.split(',').map((name) => name.trim().replace(/^\./, '').toLowerCase());
  return {
    paths: all,
    extensions: extensions?.filter((name) => name !== '') ?? VIDEO_EXTENSIONS,
    exclude: flags.exclude ?? [],
    followSymlinks: flags['follow-symlinks'],
  };
}

async function listedPaths(source: string): Promise<string[]> {
  try {
    const content = source === '-' ? await text(process.stdin) : await readFile(source, 'utf8');
    return content
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
      .filter((line) => line !== '');
  } catch (error) {
    throw new UsageError(`the list of files cannot be read: ${messageOf(error)}`, {
      code: 'BAD_FILES_FROM',
      hint: 'check the path given to --files-from',
      cause: error,
    });
  }
}

export interface SamplingFlags {
  sampling: SamplingName;
  'frame-sample-rate': string;
  seed: number;
  views: number;
  short: ShortPolicy;
}

export function samplingSettings(flags: SamplingFlags): Omit<SamplingOptions, 'numFramesPerClip'> {
  return {
    sampling: flags.sampling,
    frameSampleRate: parseNumber('frame-sample-rate', flags['frame-sample-rate'], {
      least: 0,
      most: 1e6,
      inclusive: false,
    }),
    seed: flags.seed,
    views: flags.views,
    short: flags.short,
  };
}

export interface FrameFlags {
  crops: '1' | '3';
  resize?: number | undefined;
  rotate: boolean;
}

export function frameSettings({ crops, resize, rotate }: FrameFlags): FrameSettings {
  return { crops: crops === '3' ? 3 : 1, resizePixels: resize, rotate };
}

export interface RuleFlags {
  'max-pixels': number;
  'allow-playlists': boolean;
}

export function inputRules(flags: RuleFlags): InputRules {
  return { maxPixels: flags['max-pixels'], allowPlaylists: flags['allow-playlists'] };
}

export type OutputFormat = FormatName | 'table';

const FORMAT_BY_EXTENSION: Readonly<Record<string, OutputFormat>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.vtt': 'vtt',
};

/** By the flag, else by the output's extension, else a table for people and CSV for programs. */
export function outputFormat(
  format: OutputFormat | undefined,
  output: string | undefined,
  isTerminal: boolean,
): OutputFormat {
  if (format !== undefined) return format;
  if (output === undefined) return isTerminal ? 'table' : 'csv';
  return FORMAT_BY_EXTENSION[extname(output).toLowerCase()] ?? 'csv';
}
