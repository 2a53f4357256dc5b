import type { FilePackets } from './file-packets.js';
import { at } from '../../at.js';

/**
 * Where decoding may begin for the first of these frames and all after it: at the last key packet that comes no later
 * than any of them, in the file and in presentation.
 * @param pts of wanted frames, ascending
 * @returns a position for each frame; 0, the beginning, where nothing better is known
 */
export function startPositions(packets: FilePackets, pts: Float64Array): Int32Array {
  const positions = packets.positionsOf(pts);
  const starts = new Int32Array(pts.length);
  let earliest = packets.count;
  for (let place = pts.length - 1; place >= 0; place--) {
    earliest = Math.min(earliest, Math.max(0, at(positions, place)));
    starts[place] = keyBefore(packets, earliest, at(pts, place));
  }
  return starts;
}

function keyBefore(packets: FilePackets, position: number, ticks: number): number {
  for (let at = position; at > 0; at--) if (packets.isKeyAt(at) && packets.ptsAt(at) <= ticks) return at;
  return 0;
}
