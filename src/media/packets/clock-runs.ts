/** Where a file's clock begins anew, and a clock that does not. Pure arithmetic. */

/** Packets in the file's order, in ticks: NaN where there is no time. */
export interface PacketTimes {
  readonly pts: Float64Array;
  readonly dts: Float64Array;
  /** 1 for a key packet. */
  readonly isKey: Uint8Array;
}

/** More than a codec holds back to reorder frames: 16 in H.264 and HEVC. */
const MOST_REORDERED = 17;

/**
 * Runs of packets in which presentation times order the frames, as a decoder does. A new one begins
 * - at a key packet that is decoded earlier than the packet before it, and shown earlier than one before it: a decoder gives
 *   all that came before first;
 * - at any packet that is shown earlier than each of the 17 before it: no order of decoding explains that.
 * @returns the first packet of each run, 0 first; empty without packets
 */
export function clockRuns({ pts, dts, isKey }: PacketTimes): number[] {
  const starts = pts.length > 0 ? [0] : [];
  let runStart = 0;
  let latest = -Infinity;
  let lastDts = NaN;
  pts.forEach((shown, packet) => {
    const decoded = dts[packet] ?? NaN;
    const ticks = Number.isNaN(shown) ? decoded : shown;
    const isEarlier = ticks < latest;
    const hasFallen = isEarlier && isKey[packet] === 1 && decoded < lastDts;
    if (hasFallen || (isEarlier && isBeforeAll(ticks, pts.subarray(runStart, packet)))) {
      starts.push(packet);
      runStart = packet;
      latest = ticks;
    }
    if (ticks > latest) latest = ticks;
    if (!Number.isNaN(decoded)) lastDts = decoded;
  });
  return starts;
}

/** Whether this time is earlier than each of the last ones, as many as may be out of order; fewer tell nothing. */
function isBeforeAll(ticks: number, run: Float64Array): boolean {
  return run.length >= MOST_REORDERED && run.subarray(-MOST_REORDERED).every((other) => ticks < other);
}

/**
 * The same times on a clock that never runs back, for cutting a video into stretches. It is the file's own until that falls:
 * there, the next frame follows as soon as frames followed each other before or after, whichever is sooner, and from it on
 * the file's clock runs on.
 * @param times of frames, in the order in which they are shown
 */
export function steadyClock(times: Float64Array): Float64Array {
  let shift = 0;
  return times.map((time, frame) => {
    const before = times[frame - 1] ?? -Infinity;
    if (time < before) shift += before - time + stepAt(times, frame);
    return time + shift;
  });
}

/** How soon the frame that begins a run follows the one before it; 0 where it is not known. */
function stepAt(times: Float64Array, frame: number): number {
  const steps = [frame - 1, frame + 1].map((at) => (times[at] ?? NaN) - (times[at - 1] ?? NaN));
  const forward = steps.filter((step) => step > 0);
  return forward.length === 0 ? 0 : Math.min(...forward);
}
