import type { DisplayTurn } from '../packets/display-turn.js';
import { deviceArguments, deviceFilters } from './device-decoding.js';
import { inputArguments, type VideoSource } from './ffmpeg-input.js';
import { passthroughOptions, type FfmpegVersion } from './ffmpeg-version.js';
import { rgbFilters } from './rgb-filters.js';

/** From here on (FFmpeg 7), any option's value is read from a file by a slash before its name. */
const FIRST_LIBAVUTIL_WITH_SLASH = 59;

export interface StreamOptions {
  /** The select filter's expression, of any length. */
  select: string;
  turn: DisplayTurn;
  /** ffmpeg ends after so many frames. */
  frameCount: number;
  /** Where to begin, by the file's own clock; at its beginning if undefined. */
  seekSeconds: number | undefined;
  /** The device that decodes; undefined for software. */
  hwaccel: string | undefined;
}

/**
 * What makes ffmpeg write these frames as RGB to stdout, and log each one's timestamp before it.
 * @returns its arguments, and the filters for its stdin: a command line has no room for thousands of frames.
 */
export function streamArguments(
  { version, path, rules, index, specifier }: VideoSource,
  { select, turn, frameCount, seekSeconds, hwaccel }: StreamOptions,
): { args: string[]; script: string } {
  const filters = [
    `select=${select}`,
    'showinfo',
    ...deviceFilters(hwaccel, index.stream),
    rgbFilters(index.stream, version.libavutilMajor),
    // Turned as RGB: before, the colour's place between pixels would turn too.
    ...turn.filters,
  ];
  return {
    args: [
      ...['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'level+verbose'],
      // One thread a decoder: the pool keeps all cores busy, and more threads cost more than they give.
      ...['-threads', '1', '-noautorotate', ...deviceArguments(hwaccel)],
      ...['-copyts', ...seekArguments(seekSeconds), ...inputArguments(path, rules)],
      ...['-map', `0:${specifier}`, scriptOption(version), 'pipe:0', ...passthroughOptions(version)],
      ...['-frames:v', String(frameCount), '-f', 'rawvideo', 'pipe:1'],
    ],
    script: filters.join(','),
  };
}

/** By the file's own clock: else ffmpeg counts from where the earliest stream begins, be it the sound. */
function seekArguments(seconds: number | undefined): string[] {
  if (seconds === undefined) return [];
  return ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', seconds.toFixed(6)];
}

function scriptOption({ libavutilMajor }: FfmpegVersion): string {
  return libavutilMajor >= FIRST_LIBAVUTIL_WITH_SLASH ? '-/filter:v' : '-filter_script:v';
}
