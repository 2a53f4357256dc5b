import { steadyClock } from './clock-runs.js';
import type { FrameList } from './frame-list.js';
import { isHarmless } from './harmless-complaints.js';
import type { FormatFacts, PacketTable, StreamFacts } from './packet-list.js';
import { at } from '../../at.js';

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
  /** When frame i is shown, in seconds, as PyAV's `frame.time`: a file's clock may begin anew. */
  frameSeconds: (frame: number) => number;
  /** The same by a clock that never runs back: `steadyClock`. */
  steadySeconds: (frame: number) => number;
  /** Whether the two are one. */
  isSteady: boolean;
  /** From the first frame's time to the end of the last one's, by that clock. */
  durationSeconds: number;
  notes: string[];
}

/** The same of a damaged video, once decoding has shown which frames there are: they are found by counting. */
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
  const isSteady = shownAt === undefined || isAscending(shownAt);
  const frameSeconds = frameClock(shownAt, stream);
  const steadySeconds = isSteady ? frameSeconds : frameClock(steadyClock(shownAt), stream);
  const damage = complaints.filter((complaint) => !isHarmless(complaint));
  return {
    stream,
    format,
    frameCount,
    pts: pts !== undefined && isStrictlyAscending(pts) ? pts : undefined,
    isSeekable:
      packets.firstKeyPacket === 0 &&
      undecodableCount === 0 &&
      damage.length === 0 &&
      !UNSEEKABLE_FORMATS.test(format.formatName),
    frameSeconds,
    steadySeconds,
    isSteady,
    durationSeconds: steadySeconds(frameCount - 1) - steadySeconds(0) + lastFrameSeconds(packets, stream),
    notes: notesOf(packets, stream, damage, undecodableCount),
  };
}

/** Raw streams have no timestamps, only a frame rate. */
function frameClock(shownAt: Float64Array | undefined, stream: StreamFacts): (frame: number) => number {
  const { timeBase, frameRate, averageFrameRate } = stream;
  if (shownAt !== undefined) {
    return (frame) => (at(shownAt, frame) * timeBase.numerator) / timeBase.denominator;
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
  damage: readonly string[],
  undecodableCount: number,
): string[] {
  const promised = stream.promisedFrameCount;
  // Edits leave packets out of the list, which the header counts.
  const hasEdits = packets.pts.length < packets.packetCount;
  if (promised !== undefined && promised > packets.packetCount && !hasEdits) {
    return [`cut short: ${packets.packetCount} of the ${promised} frames its header promises are there`];
  }
  if (undecodableCount > 0) {
    return [`begins inside a group of pictures: its first ${undecodableCount} frames cannot be decoded`];
  }
  const [complaint] = damage;
  return complaint === undefined ? [] : [`damaged: ${complaint}`];
}

function isAscending(values: Float64Array): boolean {
  return values.every((value, i) => i === 0 || value >= at(values, i - 1));
}

function isStrictlyAscending(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (at(values, i - 1) >= at(values, i)) return false;
  return true;
}
