import type { VideoError } from '../../errors.js';
import type { DisplayTurn } from '../packets/display-turn.js';
import {
  changedInside,
  crashed,
  deviceFailed,
  noFrames,
  tooFewFrames,
  wroteTooMuch,
} from '../clips/decode-errors.js';
import { deviceArguments, deviceFilters } from './device-decoding.js';
import { passthroughOptions, type FfmpegVersion } from './ffmpeg-version.js';
import { inputArguments } from './ffmpeg-input.js';
import { FfmpegLog } from './ffmpeg-log.js';
import type { InputRules } from '../input-rules.js';
import type { PacketIndex } from '../packets/packet-index.js';
import { RawFrames } from './raw-frames.js';
import { rgbFilters } from './rgb-filters.js';
import { runProcess } from './run-process.js';
import { joinRuns, selectExpression } from './select-expression.js';

const CHANNELS = 3;
/** Room before the first wanted frame, so that the key frame found precedes it in decoding order too. */
const SEEK_MARGIN_SECONDS = 0.5;

export interface VideoSource {
  ffmpegPath: string;
  version: FfmpegVersion;
  /** Absolute. */
  path: string;
  rules: InputRules;
  index: PacketIndex;
  /** The device that decodes; undefined for software. */
  hwaccel?: string | undefined;
}

/** What one run of ffmpeg gave. */
interface Decoding {
  frameCount: number;
  leftoverBytes: number;
  log: FfmpegLog;
  exitCode: number | null;
  signal: NodeJS.Signals | null;
}

/**
 * Decodes the frames of these numbers. Where timestamps allow it, starts at the key frame before
 * the first; if anything about that is in doubt, decodes from the beginning and counts. Where ffmpeg
 * complains of damage, some frames may be lost and counting would be off: then the wanted ones are
 * told by their timestamps, if the container has them.
 * @param frames ascending, distinct, at least one.
 * @param turn done to each frame once it is RGB.
 * @param onFrame gets uint8 RGB [height, width, 3] of the turned frame, good until it returns, and the place
 *   in `frames`; may be called again from place 0.
 * @returns what FFmpeg complained of, if frames came out all the same.
 * @throws VideoError TRUNCATED, SIZE_CHANGED, NO_FRAMES, DECODE_FAILED.
 */
export async function readFrames(
  source: VideoSource,
  frames: readonly number[],
  turn: DisplayTurn,
  onFrame: (rgb: Uint8Array, place: number) => void,
): Promise<string[]> {
  const run = (input: readonly string[], select: string) =>
    decode(source, { input, select, turn, frameCount: frames.length }, onFrame);
  const seek = seekArguments(source.index, frames);
  if (seek !== undefined) {
    const decoding = await run(seek.input, seek.select);
    requireOneSize(source, decoding);
    if (isClean(decoding, frames.length)) return [];
  }
  const select = selectExpression('n', joinRuns(frames));
  const counted = await run([], select);
  if (counted.signal !== null) throw crashed(counted.signal);
  requireOneSize(source, counted);
  const byTime = isClean(counted, frames.length) ? undefined : timeExpression(source.index, frames);
  const decoding = byTime === undefined ? counted : await run(['-copyts'], byTime);
  requireFrames(source, decoding, frames.length);
  return decoding.log.complaints;
}

/**
 * The same by the device of the source, which is believed only where it gives all of the frames and ffmpeg has nothing to
 * complain of: what devices make of damage differs.
 * @throws VideoError DECODE_FAILED, SIZE_CHANGED: then let software decode them.
 */
export async function readDeviceFrames(
  source: VideoSource,
  frames: readonly number[],
  turn: DisplayTurn,
  onFrame: (rgb: Uint8Array, place: number) => void,
): Promise<string[]> {
  const { index, hwaccel = '' } = source;
  const fromStart = { input: ['-copyts'], select: timeExpression(index, frames) ?? '0' };
  const found = seekArguments(index, frames) ?? fromStart;
  const decoding = await decode(source, { ...found, turn, frameCount: frames.length }, onFrame);
  if (decoding.signal !== null) throw crashed(decoding.signal);
  requireOneSize(source, decoding);
  if (!isClean(decoding, frames.length)) throw deviceFailed(hwaccel, decoding.log.complaints[0]);
  return [];
}

function isClean({ exitCode, frameCount, log }: Decoding, wantedCount: number): boolean {
  return exitCode === 0 && frameCount === wantedCount && log.complaints.length === 0;
}

/** Input options and filter expression that find the frames by timestamp; undefined if unsafe. */
function seekArguments(
  index: PacketIndex,
  frames: readonly number[],
): { input: string[]; select: string } | undefined {
  const { isSeekable, frameSeconds } = index;
  const select = timeExpression(index, frames);
  if (!isSeekable || select === undefined) return undefined;
  const seekSeconds = frameSeconds(frames[0] ?? 0) - SEEK_MARGIN_SECONDS;
  if (seekSeconds <= Math.max(0, frameSeconds(0))) return undefined;
  return {
    // By the file's own clock: else ffmpeg counts from where the earliest stream begins, be it the sound.
    input: ['-copyts', '-noaccurate_seek', '-seek_timestamp', '1', '-ss', seekSeconds.toFixed(6)],
    select,
  };
}

/** Passes the frames of these timestamps; undefined where the container's do not tell frames apart. */
function timeExpression({ pts }: PacketIndex, frames: readonly number[]): string | undefined {
  if (pts === undefined) return undefined;
  const ranges = joinRuns(frames).map(({ first, last }) => ({
    first: pts[first] ?? 0,
    last: pts[last] ?? 0,
  }));
  return selectExpression('pts', ranges);
}

interface DecodeOptions {
  /** Options before the input. */
  input: readonly string[];
  /** The select filter's expression. */
  select: string;
  turn: DisplayTurn;
  frameCount: number;
}

async function decode(
  { ffmpegPath, version, path, rules, index, hwaccel }: VideoSource,
  { input, select, turn, frameCount }: DecodeOptions,
  onFrame: (rgb: Uint8Array, place: number) => void,
): Promise<Decoding> {
  const { widthPixels, heightPixels } = index.stream;
  const filters = [
    `select=${select}`,
    ...deviceFilters(hwaccel, index.stream),
    rgbFilters(index.stream, version.libavutilMajor),
    // Turned as RGB: before, the colour's place between pixels would turn too.
    ...turn.filters,
  ];
  const frameBytes = widthPixels * heightPixels * CHANNELS;
  const frames = new RawFrames({ frameBytes, mostFrames: frameCount }, onFrame);
  const log = new FfmpegLog();
  const { exitCode, signal } = await runProcess(
    ffmpegPath,
    [
      ...['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'level+verbose'],
      // One thread a decoder: the pool keeps all cores busy, and more threads cost more than they give.
      ...['-threads', '1', '-noautorotate', ...deviceArguments(hwaccel)],
      ...[...input, ...inputArguments(path, rules)],
      ...['-map', '0:v:0', '-vf', filters.join(','), ...passthroughOptions(version)],
      ...['-frames:v', String(frameCount), '-f', 'rawvideo', 'pipe:1'],
    ],
    {
      onStdout: (chunk) => {
        frames.push(chunk);
        // Frames of another size than the header's may be more than expected, too.
        if (frames.hasSurplus) throw log.inputSizes.length > 0 ? changed(index, log) : wroteTooMuch();
      },
      onStderr: (chunk) => log.push(chunk),
    },
  );
  log.end();
  return { frameCount: frames.count, leftoverBytes: frames.leftoverBytes, log, exitCode, signal };
}

function requireFrames(source: VideoSource, decoding: Decoding, wantedCount: number): void {
  if (decoding.signal !== null) throw crashed(decoding.signal);
  requireOneSize(source, decoding);
  if (decoding.log.inputSizes.length === 0) throw noFrames(decoding.log.complaints, source.index.stream);
  if (decoding.frameCount < wantedCount) throw tooFewFrames(decoding.frameCount, wantedCount);
}

/** A change of size makes ffmpeg count frames from 0 again and stretch them to the first size. */
function requireOneSize({ index }: VideoSource, { log, leftoverBytes }: Decoding): void {
  if (sizesOf(index, log).length === 1 && log.inputSizes.length <= 1 && leftoverBytes === 0) return;
  throw changed(index, log);
}

function changed(index: PacketIndex, log: FfmpegLog): VideoError {
  return changedInside(sizesOf(index, log));
}

/** The header's and those that came, each once. */
function sizesOf({ stream }: PacketIndex, { inputSizes }: FfmpegLog): string[] {
  return [...new Set([`${stream.widthPixels}x${stream.heightPixels}`, ...inputSizes])];
}
