import type { FrameList } from './frame-list.js';
import type { FormatFacts, PacketTable, StreamFacts } from './packet-list.js';

/** Formats whose timestamps cannot be trusted to find a frame after a seek. */
const UNSEEKABLE_FORMATS = /mpegts|^mpeg$|avi|gif|image2|_pipe/;

/** Everything about a video that its packets tell. */
export interface PacketIndex {
  stream: StreamFacts;
  format: Pick<FormatFacts, 'formatName'>;
  frameCount: number;
  /** Presentation timestamps in ticks: element i is frame i's. Undefined where some are missing or repeated. */
  pts: Float64Array | undefined;
  /** Whether frames can be found by their pts after a seek. */
  isSeekable: boolean;
  /** When frame i is shown, in seconds, as PyAV's `frame.time`. */
  frameSeconds: (frame: number) => number;
  /** From the first frame's time to the end of the last one's. */
  durationSeconds: number;
  notes: string[];
}

/** The same of a damaged video, once decoding has told which frames there are: they are found by counting. */
export function withoutLostFrames(
  index: PacketIndex,
  { frameCount, shownAt }: { frameCount: number; shownAt: Float64Array },
): PacketIndex {
  const { numerator, denominator } = index.stream.timeBase;
  const frameSeconds = (frame: number) => {
    const ticks = shownAt[frame] ?? NaN;
    return Number.isNaN(ticks) ? index.frameSeconds(frame) : (ticks * numerator) / denominator;
  };
  return { ...index, frameCount, frameSeconds, pts: undefined, isSeekable: false };
}

/** @param complaints what FFmpeg said while it read the packets */
export function indexOf(
  packets: PacketTable,
  { frameCount, pts, shownAt, undecodableCount }: FrameList,
  stream: StreamFacts,
  format: Pick<FormatFacts, 'formatName'>,
  complaints: readonly string[],
): PacketIndex {
  const frameSeconds = frameClock(shownAt, stream);
  return {
    stream,
    format,
    frameCount,
    pts: pts !== undefined && isStrictlyAscending(pts) ? pts : undefined,
    isSeekable:
      packets.firstKeyPacket === 0 &&
      undecodableCount === 0 &&
      complaints.length === 0 &&
      !UNSEEKABLE_FORMATS.test(format.formatName),
    frameSeconds,
    durationSeconds: frameSeconds(frameCount - 1) - frameSeconds(0) + lastFrameSeconds(packets, stream),
    notes: notesOf(packets, stream, complaints, undecodableCount),
  };
}

/** Raw streams have no timestamps, only a frame rate. */
function frameClock(shownAt: Float64Array | undefined, stream: StreamFacts): (frame: number) => number {
  const { timeBase, frameRate, averageFrameRate } = stream;
  if (shownAt !== undefined) {
    return (frame) => ((shownAt[frame] ?? 0) * timeBase.numerator) / timeBase.denominator;
  }
  const { numerator, denominator } = averageFrameRate.numerator > 0 ? averageFrameRate : frameRate;
  return (frame) => (numerator === 0 ? 0 : (frame * denominator) / numerator);
}

/** 0 where the container does not say how long the last frame is shown. */
function lastFrameSeconds({ lastDurationTicks }: PacketTable, { timeBase }: StreamFacts): number {
  return (lastDurationTicks * timeBase.numerator) / timeBase.denominator;
}

function notesOf(
  packets: PacketTable,
  stream: StreamFacts,
  complaints: readonly string[],
  undecodableCount: number,
): string[] {
  const promised = stream.promisedFrameCount;
  if (promised !== undefined && promised > packets.packetCount) {
    return [`cut short: ${packets.packetCount} of the ${promised} frames its header promises are there`];
  }
  if (undecodableCount > 0) {
    return [`begins inside a group of pictures: its first ${undecodableCount} frames cannot be decoded`];
  }
  const [complaint] = complaints;
  return complaint === undefined ? [] : [`damaged: ${complaint}`];
}

function isStrictlyAscending(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if ((values[i - 1] ?? 0) >= (values[i] ?? 0)) return false;
  return true;
}
