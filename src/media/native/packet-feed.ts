import { Packet } from 'node-av/lib';
import type { Container } from './container.js';
import type { FilePackets } from './file-packets.js';

/** What is kept of a file's packets, so that short videos are read once. */
export const MOST_KEPT_BYTES = 64 * 2 ** 20;
const MOST_KEPT_PACKETS = 20_000;

/** The packets of a video stream, from any position of the file on, as often as they are asked for. */
export class PacketFeed {
  readonly #reopen: () => Container;
  readonly #packets: FilePackets;
  readonly #packet = new Packet();
  readonly #mostKeptBytes: number;
  #container: Container;
  /** All from the first on, while they fit; undefined once they do not. */
  #kept: Packet[] | undefined = [];
  #keptBytes = 0;
  /** Of the packet that the container gives next; undefined after a seek that failed. */
  #next: number | undefined = 0;
  /** Whether key packets are found by their decoding times. */
  canSeek = false;

  /** @param packets as `readAll` lists them */
  constructor(
    packets: FilePackets,
    {
      container,
      reopen,
      mostKeptBytes,
    }: { container: Container; reopen: () => Container; mostKeptBytes: number },
  ) {
    this.#container = container;
    this.#packets = packets;
    this.#reopen = reopen;
    this.#mostKeptBytes = mostKeptBytes;
    this.#packet.alloc();
  }

  /** Reads the file once, from its beginning to its end. @param onPacket gets packets that are good until it returns */
  readAll(onPacket: (packet: Packet) => void): void {
    while (this.#container.read(this.#packet)) {
      onPacket(this.#packet);
      this.#keep(this.#packet);
    }
    this.#next = undefined;
  }

  /** @param position of the first; each packet is good until the next one is asked for */
  *from(position: number): Generator<Packet, void, undefined> {
    if (this.#kept !== undefined) {
      yield* this.#kept.slice(position);
      return;
    }
    this.#goTo(position);
    while (this.#container.read(this.#packet)) {
      const at = this.#next ?? 0;
      this.#next = at + 1;
      if (at >= position) yield this.#packet;
    }
    this.#next = undefined;
  }

  close(): void {
    for (const packet of this.#kept ?? []) packet.free();
    this.#kept = [];
    this.#packet.free();
    this.#container.close();
  }

  #keep(packet: Packet): void {
    if (this.#kept === undefined) return;
    this.#keptBytes += packet.size;
    const clone = this.#keptBytes <= this.#mostKeptBytes ? packet.clone() : null;
    if (clone !== null && this.#kept.length < MOST_KEPT_PACKETS) {
      this.#kept.push(clone);
      return;
    }
    clone?.free();
    for (const one of this.#kept) one.free();
    this.#kept = undefined;
  }

  /** Leaves the container at this position or before it. */
  #goTo(position: number): void {
    if (this.canSeek && position > 0 && this.#seekTo(position)) return;
    this.#container.close();
    this.#container = this.#reopen();
    this.#next = 0;
  }

  #seekTo(position: number): boolean {
    const { ticks, isKnown } = this.#seekTime(position);
    if (!isKnown || !this.#container.seek(ticks) || !this.#container.read(this.#packet)) return false;
    const landed = this.#find(Number(this.#packet.pts), position);
    // The packet that showed where it is has been read: once more from there.
    if (landed === undefined || !this.#container.seek(ticks)) return false;
    this.#next = landed;
    return true;
  }

  /** Indexes list either time of a packet; the earlier one finds it or a key packet before it. */
  #seekTime(position: number): { ticks: number; isKnown: boolean } {
    const [pts, dts] = [this.#packets.ptsAt(position), this.#packets.dtsAt(position)];
    const ticks = Number.isNaN(dts) ? pts : Math.min(pts, dts);
    return { ticks, isKnown: !Number.isNaN(ticks) };
  }

  #find(pts: number, atMost: number): number | undefined {
    for (let at = atMost; at >= 0; at--) if (this.#packets.ptsAt(at) === pts) return at;
    return undefined;
  }
}
