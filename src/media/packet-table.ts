/** What the packets of a video tell, wherever they were listed. */
export interface PacketTable {
  /** All packets, discarded ones included. */
  readonly packetCount: number;
  /** Of the kept packets, in decoding order, in ticks: NaN where there is none. */
  readonly pts: Float64Array;
  readonly dts: Float64Array;
  /** How much later than decoded the first packet is shown; 0 where the container does not say. */
  readonly displayLagTicks: number;
  /** Where among all packets the first key frame is; undefined without any. */
  readonly firstKeyPacket: number | undefined;
  /** Its presentation timestamp. */
  readonly firstKeyPts: number | undefined;
  /** How long the packet shown last says that it is shown, in ticks; 0 where it does not. */
  readonly lastDurationTicks: number;
}
