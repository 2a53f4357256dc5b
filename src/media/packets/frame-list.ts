import type { PacketTable } from './packet-list.js';

/** The frames that decoding gives, in presentation order. */
export interface FrameList {
  frameCount: number;
  /** Ascending timestamps, one a frame, in ticks; undefined where the container leaves any out. */
  pts: Float64Array | undefined;
  /** When each frame is shown, in ticks: its pts, or what the decoding timestamps tell of it. */
  shownAt: Float64Array | undefined;
  /** Frames left out because they refer to others before the file's beginning. */
  undecodableCount: number;
}

/** What only a second run of ffprobe tells. */
export interface SecondLook {
  /** By packet: decoded for others to refer to, never shown (VP8). */
  isHidden?: readonly boolean[];
  /** When the first frame that can be decoded is shown, where that was in doubt. */
  firstTicks?: number | undefined;
}

/** Pictures that may precede the first key frame in presentation order, and follow it in the file. */
const MOST_LEADING_PACKETS = 32;

/**
 * Whether only decoding tells where the video begins: its first packet is no key frame, or pictures
 * shown before the first key frame follow it, which may need what was cut off.
 */
export function beginsInDoubt({ firstKeyPacket, firstKeyPts, pts }: PacketTable): boolean {
  if (firstKeyPacket !== 0) return true;
  return firstKeyPts !== undefined && pts.subarray(0, MOST_LEADING_PACKETS).some((t) => t < firstKeyPts);
}

/** How many packets hold the first frame that can be decoded. */
export function packetsUpToFirstFrame({ firstKeyPacket = 0 }: PacketTable): number {
  return firstKeyPacket + MOST_LEADING_PACKETS;
}

export function listFrames(
  { pts, dts, packetCount, displayLagTicks }: PacketTable,
  { isHidden = [], firstTicks = -Infinity }: SecondLook = {},
): FrameList {
  // Discarded packets have no place in the list; codecs with hidden ones come without edit lists.
  const hides = isHidden.length === packetCount && pts.length === packetCount;
  const isShown = (_: number, place: number) => !hides || isHidden[place] !== true;
  const shownPts = pts.filter(isShown).sort();
  const shownDts = dts.filter(isShown).sort();
  // NaN sorts last.
  const hasPts = !Number.isNaN(shownPts.at(-1) ?? NaN);
  const hasDts = !Number.isNaN(shownDts.at(-1) ?? NaN);
  const all = hasPts ? shownPts : hasDts ? shownDts.map((t) => t + displayLagTicks) : undefined;
  const undecodableCount = Math.max(0, all?.findIndex((t) => t >= firstTicks) ?? 0);
  const shownAt = all?.subarray(undecodableCount);
  return {
    frameCount: shownPts.length - undecodableCount,
    pts: hasPts ? shownAt : undefined,
    shownAt,
    undecodableCount,
  };
}
