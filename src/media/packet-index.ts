import { VideoError } from '../errors.js';
import { looksLikeIsoMedia } from './check-file.js';
import { inputArguments } from './ffmpeg-input.js';
import { LineSplitter } from './line-splitter.js';
import { PacketList, PROBE_ENTRIES, type FormatFacts, type StreamFacts } from './packet-list.js';
import { runProcess, type ProcessResult } from './run-process.js';

/** Formats whose timestamps cannot be trusted to find a frame after a seek. */
const UNSEEKABLE_FORMATS = /mpegts|^mpeg$|avi|gif|image2|_pipe/;
const STILL_FORMATS = /_pipe$|^image2$/;
const COPY_AGAIN = 'copy or download it again';

/** Everything about a video that its packets tell. */
export interface PacketIndex {
  stream: StreamFacts;
  format: FormatFacts;
  frameCount: number;
  /** Presentation timestamps in ticks: element i is frame i's. Undefined where some are missing. */
  pts: Float64Array | undefined;
  /** Whether frames can be found by timestamp after a seek. */
  isSeekable: boolean;
  /** When frame i is shown, in seconds, as PyAV's `frame.time`. */
  frameSeconds: (frame: number) => number;
  notes: string[];
}

/**
 * Lists the packets of the first video stream with one run of ffprobe; decodes nothing.
 * @param path absolute, of a regular file.
 * @throws VideoError NOT_A_VIDEO, NO_VIDEO_STREAM, TRUNCATED, NO_FRAMES, DECODE_FAILED.
 */
export async function readPacketIndex(ffprobePath: string, path: string): Promise<PacketIndex> {
  const packets = new PacketList();
  const lines = new LineSplitter((line) => packets.addLine(line));
  const result = await runProcess(
    ffprobePath,
    [
      ...['-v', 'error', '-select_streams', 'v:0'],
      ...['-show_entries', PROBE_ENTRIES, '-of', 'compact'],
      ...inputArguments(path),
    ],
    { onStdout: (chunk) => lines.push(chunk) },
  );
  lines.end();
  if (result.exitCode !== 0) throw await whyUnreadable(path, result);
  const { stream, format } = requireVideo(packets);
  return indexOf(packets, stream, format, complaintsOf(result.stderr));
}

function indexOf(
  packets: PacketList,
  stream: StreamFacts,
  format: FormatFacts,
  complaints: readonly string[],
): PacketIndex {
  const pts = packets.sortedPts;
  return {
    stream,
    format,
    frameCount: packets.frameCount,
    pts,
    isSeekable:
      pts !== undefined &&
      isStrictlyAscending(pts) &&
      packets.startsWithKeyFrame &&
      complaints.length === 0 &&
      !UNSEEKABLE_FORMATS.test(format.formatName),
    frameSeconds: frameClock(packets, stream),
    notes: notesOf(packets, stream, complaints),
  };
}

/** A missing pts leaves the dts, whose order is the same; raw streams have only their frame rate. */
function frameClock({ sortedPts, sortedDts }: PacketList, stream: StreamFacts): (frame: number) => number {
  const ticks = sortedPts ?? sortedDts;
  const { timeBase, frameRate } = stream;
  if (ticks === undefined) {
    return (frame) => (frameRate.numerator === 0 ? 0 : (frame * frameRate.denominator) / frameRate.numerator);
  }
  return (frame) => ((ticks[frame] ?? 0) * timeBase.numerator) / timeBase.denominator;
}

function notesOf(packets: PacketList, stream: StreamFacts, complaints: readonly string[]): string[] {
  const promised = stream.promisedFrameCount;
  if (promised !== undefined && promised > packets.packetCount) {
    return [`cut short: ${packets.packetCount} of the ${promised} frames its header promises are there`];
  }
  const [complaint] = complaints;
  return complaint === undefined ? [] : [`damaged: ${complaint}`];
}

function requireVideo({ stream, format, frameCount }: PacketList): {
  stream: StreamFacts;
  format: FormatFacts;
} {
  const leaveOut = 'leave it out with --exclude';
  if (format === undefined) {
    throw new VideoError('not a readable video', { code: 'NOT_A_VIDEO', hint: leaveOut });
  }
  if (STILL_FORMATS.test(format.formatName)) {
    throw new VideoError('a still image, not a video', { code: 'NOT_A_VIDEO', hint: leaveOut });
  }
  if (stream === undefined || stream.isAttachedPicture) {
    const what = stream === undefined ? 'audio only' : 'audio with a cover picture';
    throw new VideoError(`no video stream (${what})`, { code: 'NO_VIDEO_STREAM', hint: leaveOut });
  }
  if (frameCount === 0) {
    throw new VideoError('no frames in its video stream', { code: 'NO_FRAMES', hint: COPY_AGAIN });
  }
  if (!(stream.widthPixels > 0 && stream.heightPixels > 0)) {
    throw new VideoError(`frames of unknown size (${stream.codecName})`, {
      code: 'DECODE_FAILED',
      hint: 'convert it, or use a newer ffmpeg',
    });
  }
  return { stream, format };
}

async function whyUnreadable(path: string, result: ProcessResult): Promise<VideoError> {
  if (result.signal !== null) {
    return new VideoError(`ffprobe crashed on it (${result.signal})`, {
      code: 'DECODE_FAILED',
      hint: 'use a newer ffprobe, with FFPROBE_PATH',
    });
  }
  const complaints = complaintsOf(result.stderr);
  if (result.stderr.includes('moov atom not found') && (await looksLikeIsoMedia(path))) {
    return new VideoError('incomplete: its index (the moov atom) is missing', {
      code: 'TRUNCATED',
      hint: COPY_AGAIN,
    });
  }
  if (result.stderr.includes('not on whitelist')) {
    return new VideoError('a playlist or an unusual format, not a video file', {
      code: 'NOT_A_VIDEO',
      hint: 'convert it to mp4 or mkv',
    });
  }
  const last = complaints.at(-1)?.replace(`file:${path}: `, '');
  return new VideoError(last === undefined ? 'not a readable video' : `not a readable video (${last})`, {
    code: 'NOT_A_VIDEO',
    hint: 'check that it plays, or leave it out with --exclude',
  });
}

/** The lines of an FFmpeg program's stderr without their `[mov @ 0x…]` prefixes. */
function complaintsOf(stderr: string): string[] {
  return stderr
    .split('\n')
    .map((line) => line.replace(/^(\[[^\]]* @ [^\]]*\] )+/, '').trim())
    .filter((line) => line !== '');
}

function isStrictlyAscending(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if ((values[i - 1] ?? 0) >= (values[i] ?? 0)) return false;
  return true;
}
