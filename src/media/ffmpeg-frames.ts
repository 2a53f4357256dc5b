import { changedInside, crashed, noFrames, tooFewFrames } from './decode-errors.js';
import { passthroughOptions, type FfmpegVersion } from './ffmpeg-version.js';
import { inputArguments } from './ffmpeg-input.js';
import { FfmpegLog } from './ffmpeg-log.js';
import type { PacketIndex } from './packet-index.js';
import { RawFrames } from './raw-frames.js';
import { rgbFilters } from './rgb-filters.js';
import { runProcess } from './run-process.js';
import { joinRuns, selectExpression } from './select-expression.js';

/** Room before the first wanted frame, so that the key frame found precedes it in decoding order too. */
const SEEK_MARGIN_SECONDS = 0.5;

export interface VideoSource {
  ffmpegPath: string;
  version: FfmpegVersion;
  /** Absolute. */
  path: string;
  index: PacketIndex;
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
 * the first; if anything about that is in doubt, decodes from the beginning and counts.
 * @param frames ascending, distinct, at least one.
 * @param onFrame gets uint8 RGB [heightPixels, widthPixels, 3], good until it returns, and the place
 *   in `frames`; may be called again from place 0.
 * @returns what FFmpeg complained of, if frames came out all the same.
 * @throws VideoError TRUNCATED, SIZE_CHANGED, NO_FRAMES, DECODE_FAILED.
 */
export async function readFrames(
  source: VideoSource,
  frames: readonly number[],
  onFrame: (rgb: Uint8Array, place: number) => void,
): Promise<string[]> {
  const seek = seekArguments(source.index, frames);
  if (seek !== undefined) {
    const decoding = await decode(source, seek.input, seek.select, frames.length, onFrame);
    requireOneSize(source, decoding);
    const isExact = decoding.exitCode === 0 && decoding.log.complaints.length === 0;
    if (isExact && decoding.frameCount === frames.length) return [];
  }
  const select = selectExpression('n', joinRuns(frames));
  const decoding = await decode(source, [], select, frames.length, onFrame);
  requireFrames(source, decoding, frames.length);
  return decoding.log.complaints;
}

/** Input options and filter expression that find the frames by timestamp; undefined if unsafe. */
function seekArguments(
  { isSeekable, pts, frameSeconds, format }: PacketIndex,
  frames: readonly number[],
): { input: string[]; select: string } | undefined {
  if (!isSeekable || pts === undefined) return undefined;
  const seekSeconds = frameSeconds(frames[0] ?? 0) - format.startSeconds - SEEK_MARGIN_SECONDS;
  if (seekSeconds <= 0) return undefined;
  const ranges = joinRuns(frames).map(({ first, last }) => ({
    first: pts[first] ?? 0,
    last: pts[last] ?? 0,
  }));
  return {
    input: ['-copyts', '-noaccurate_seek', '-ss', seekSeconds.toFixed(6)],
    select: selectExpression('pts', ranges),
  };
}

async function decode(
  { ffmpegPath, version, path, index }: VideoSource,
  input: readonly string[],
  select: string,
  frameCount: number,
  onFrame: (rgb: Uint8Array, place: number) => void,
): Promise<Decoding> {
  const { widthPixels, heightPixels } = index.stream;
  const filters = rgbFilters(index.stream, version.libavutilMajor);
  const frames = new RawFrames(widthPixels * heightPixels * 3, onFrame);
  const log = new FfmpegLog();
  const { exitCode, signal } = await runProcess(
    ffmpegPath,
    [
      ...['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'level+verbose'],
      // One thread a decoder: the pool keeps all cores busy, and more threads cost more than they give.
      ...['-threads', '1', '-noautorotate', ...input, ...inputArguments(path)],
      ...['-map', '0:v:0', '-vf', `select=${select},${filters}`, ...passthroughOptions(version)],
      ...['-frames:v', String(frameCount), '-f', 'rawvideo', 'pipe:1'],
    ],
    { onStdout: (chunk) => frames.push(chunk), onStderr: (chunk) => log.push(chunk) },
  );
  log.end();
  return { frameCount: frames.count, leftoverBytes: frames.leftoverBytes, log, exitCode, signal };
}

function requireFrames(source: VideoSource, decoding: Decoding, wantedCount: number): void {
  if (decoding.signal !== null) throw crashed(decoding.signal);
  requireOneSize(source, decoding);
  if (decoding.log.inputSizes.length === 0) throw noFrames(decoding.log.complaints);
  if (decoding.frameCount < wantedCount) throw tooFewFrames(decoding.frameCount, wantedCount);
}

/** A change of size makes ffmpeg count frames from 0 again and stretch them to the first size. */
function requireOneSize({ index }: VideoSource, { log, leftoverBytes }: Decoding): void {
  const header = `${index.stream.widthPixels}x${index.stream.heightPixels}`;
  const sizes = [...new Set([header, ...log.inputSizes])];
  if (sizes.length === 1 && log.inputSizes.length <= 1 && leftoverBytes === 0) return;
  throw changedInside(sizes);
}
