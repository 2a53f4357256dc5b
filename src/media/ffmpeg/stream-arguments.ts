import type { DisplayTurn } from '../packets/display-turn.js';
import { deviceArguments, deviceFilters } from './device-decoding.js';
import type { VideoSource } from './ffmpeg-frames.js';
import { inputArguments } from './ffmpeg-input.js';
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
}

/**
 * What makes ffmpeg write these frames as RGB to stdout, and log each one's timestamp before it.
 * @returns its arguments, and the filters for its stdin: a command line has no room for thousands of frames.
 */
export function streamArguments(
  { version, path, rules, index, hwaccel }: VideoSource,
  { select, turn, frameCount }: StreamOptions,
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
      ...['-copyts', ...inputArguments(path, rules)],
      ...['-map', '0:v:0', scriptOption(version), 'pipe:0', ...passthroughOptions(version)],
      ...['-frames:v', String(frameCount), '-f', 'rawvideo', 'pipe:1'],
    ],
    script: filters.join(','),
  };
}

function scriptOption({ libavutilMajor }: FfmpegVersion): string {
  return libavutilMajor >= FIRST_LIBAVUTIL_WITH_SLASH ? '-/filter:v' : '-filter_script:v';
}
