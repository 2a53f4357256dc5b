import { clockRuns, type PacketTimes } from './clock-runs.js';
import type { PacketTable } from './packet-list.js';
import { timesOfRun } from './run-times.js';

/** The frames that decoding gives, in the order in which it gives them. */
export interface FrameList {
  frameCount: number;
  /** Timestamps by which frames are recognised, one a frame, in ticks; undefined where the container leaves any out. */
  pts: Float64Array | undefined;
  /**
   * When each frame is shown, in ticks: its pts, or what the decoding timestamps tell of it. Ascending until the file's clock
   * begins anew.
   */
  shownAt: Float64Array | undefined;
  /** Frames left out because they refer to others before the file's beginning. */
  undecodableCount: number;
}

/** What only a second run of ffprobe shows. */
export interface SecondLook {
  /** By packet: decoded for others to refer to, never shown (VP8). */
  isHidden?: readonly boolean[];
  /** When the first frame that can be decoded is shown, where that was in doubt. */
  firstTicks?: number | undefined;
}

/** Pictures that may precede the first key frame in presentation order, and follow it in the file. */
const MOST_LEADING_PACKETS = 32;

/**
 * Whether only decoding shows where the video begins: its first packet is no key frame, or pictures
 * shown before the first key frame follow it, which may need what was cut off.
 */
export function beginsInDoubt(table: PacketTable): boolean {
  const { firstKeyPacket, firstKeyPts } = table;
  if (firstKeyPacket !== 0) return true;
  if (firstKeyPts === undefined) return false;
  const first = timesUpTo(MOST_LEADING_PACKETS, table);
  // After the clock has begun anew, earlier is later.
  const [, end = first.pts.length] = clockRuns(first);
  return first.pts
    .subarray(0, end)
    .some((ticks, packet) => ticks < firstKeyPts || (Number.isNaN(first.dts[packet]) && Number.isNaN(ticks)));
}

/** How many packets hold the first frame that can be decoded. */
export function packetsUpToFirstFrame({ firstKeyPacket = 0 }: PacketTable): number {
  return firstKeyPacket + MOST_LEADING_PACKETS;
}

export function listFrames(
  table: PacketTable,
  { isHidden = [], firstTicks = -Infinity }: SecondLook = {},
): FrameList {
  const times = shownOf(table, isHidden);
  const { pts, dts } = times;
  const starts = clockRuns(times);
  const shownAt = new Float64Array(pts.length);
  const guessed: number[] = [];
  let isTimed = pts.length > 0;
  starts.forEach((start, run) => {
    const end = starts[run + 1] ?? pts.length;
    const lag = run === 0 ? table.displayLagTicks : (pts[start] ?? NaN) - (dts[start] ?? NaN);
    const found = timesOfRun(pts.subarray(start, end), dts.subarray(start, end), Number.isNaN(lag) ? 0 : lag);
    if (found === undefined) isTimed = false;
    else {
      shownAt.set(found.ticks, start);
      guessed.push(...found.guessed);
    }
  });
  const undecodableCount = isTimed
    ? Math.max(
        0,
        shownAt.findIndex((ticks) => ticks >= firstTicks),
      )
    : 0;
  const isTold = isTimed && guessed.every((ticks) => ticks < firstTicks);
  const decodable = shownAt.subarray(undecodableCount);
  return {
    frameCount: decodable.length,
    pts: isTold ? decodable : undefined,
    shownAt: isTimed ? decodable : undefined,
    undecodableCount,
  };
}

function timesUpTo(count: number, { pts, dts, isKey }: PacketTimes): PacketTimes {
  return { pts: pts.subarray(0, count), dts: dts.subarray(0, count), isKey: isKey.subarray(0, count) };
}

/** Without hidden packets. */
function shownOf(table: PacketTable, isHidden: readonly boolean[]): PacketTimes {
  const { pts, dts, isKey, packetCount } = table;
  // Discarded packets have no place in the list; codecs with hidden ones come without edit lists.
  if (isHidden.length !== packetCount || pts.length !== packetCount) return table;
  const isShown = (_: number, place: number): boolean => isHidden[place] !== true;
  return { pts: pts.filter(isShown), dts: dts.filter(isShown), isKey: isKey.filter(isShown) };
}
