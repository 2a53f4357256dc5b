import { AV_NOPTS_VALUE, AV_PKT_FLAG_DISCARD, AV_PKT_FLAG_KEY } from 'node-av/constants';
import type { Packet } from 'node-av/lib';
import type { PacketList } from '../packets/packet-list.js';
import type { FilePackets } from './file-packets.js';

/** In the first byte of a VP8 frame: whether it is shown. */
const VP8_SHOW_FRAME = 0x10;

/** What is written down of the packets of a file. */
export interface PacketNotes {
  list: PacketList;
  packets: FilePackets;
  /** By packet, for VP8: decoded for others to refer to, never shown. */
  isHidden: boolean[];
}

export function listPacket(packet: Packet, { list, packets, isHidden }: PacketNotes): void {
  const pts = ticksOf(packet.pts);
  const dts = ticksOf(packet.dts);
  const { flags } = packet;
  const isKey = (flags & AV_PKT_FLAG_KEY) !== 0;
  const isDiscarded = (flags & AV_PKT_FLAG_DISCARD) !== 0;
  const duration = Number(packet.duration);
  list.addPacket({ pts, dts, duration: duration > 0 ? duration : undefined, isKey, isDiscarded });
  packets.add(pts ?? NaN, dts ?? NaN, { isKey, isDiscarded });
  if (list.stream?.codecName === 'vp8') isHidden.push(((packet.data?.[0] ?? 0) & VP8_SHOW_FRAME) === 0);
}

/** Undefined where there is no timestamp. */
export function ticksOf(timestamp: bigint): number | undefined {
  return timestamp === AV_NOPTS_VALUE ? undefined : Number(timestamp);
}
