import { refuseClaims, requireHoldable } from '../packets/frame-size.js';
import { beginsInDoubt, listFrames, packetsUpToFirstFrame, type SecondLook } from '../packets/frame-list.js';
import { DEFAULT_RULES, type InputRules } from '../input-rules.js';
import { indexOf, type PacketIndex } from '../packets/packet-index.js';
import { PacketList } from '../packets/packet-list.js';
import { requireVideo, whyUnreadable } from '../packets/probe-errors.js';
import { collectComplaints, eventLoopTurn } from './complaints.js';
import { Container, OpenFailure, streamFactsOf } from './container.js';
import { FilePackets } from './file-packets.js';
import { copyCodec, FrameDecoder, type StreamCodec } from './frame-decoder.js';
import { MOST_KEPT_BYTES, PacketFeed } from './packet-feed.js';
import { listPacket, ticksOf } from './list-packet.js';

/** A video that this process holds open. */
export interface NativeVideo {
  index: PacketIndex;
  codec: StreamCodec;
  packets: FilePackets;
  feed: PacketFeed;
}

/**
 * Opens a video and reads all of its packets; decodes nothing but, where the beginning is in doubt, that.
 * @param path absolute, of a regular file
 * @param mostKeptBytes of its packets: larger ones are read again, from the disk
 * @throws VideoError NOT_A_VIDEO, NO_VIDEO_STREAM, TRUNCATED, NO_FRAMES, TOO_LARGE, DECODE_FAILED
 */
export async function openNativeVideo(
  path: string,
  rules = DEFAULT_RULES,
  mostKeptBytes = MOST_KEPT_BYTES,
): Promise<NativeVideo> {
  const complaints = await collectComplaints();
  const container = await open(path, rules, complaints);
  const packets = new FilePackets();
  const feed = new PacketFeed(packets, {
    container,
    reopen: () => new Container(path, rules),
    mostKeptBytes,
  });
  try {
    const list = new PacketList();
    const { stream } = container;
    list.format = container.formatFacts;
    if (stream !== undefined) list.stream = streamFactsOf(stream);
    const isHidden: boolean[] = [];
    if (stream !== undefined) feed.readAll((packet) => listPacket(packet, { list, packets, isHidden }));
    await eventLoopTurn();
    refuseClaims(complaints, rules.maxPixels);
    const facts = requireVideo(list);
    requireHoldable(facts.stream, rules.maxPixels);
    if (stream === undefined) throw new Error('requireVideo lets no video without a stream pass');
    const codec = copyCodec(stream, facts.stream, rules);
    const look = facts.stream.codecName === 'vp8' ? { isHidden } : lookAtBeginning(list, feed, codec);
    await eventLoopTurn();
    const index = indexOf(list, listFrames(list, look), facts.stream, facts.format, complaints);
    feed.canSeek = index.isSeekable;
    return { index, codec, packets, feed };
  } catch (error) {
    feed.close();
    throw error;
  }
}

async function open(path: string, rules: InputRules, complaints: readonly string[]): Promise<Container> {
  try {
    return new Container(path, rules);
  } catch (error) {
    if (!(error instanceof OpenFailure)) throw error;
    await eventLoopTurn();
    throw await whyUnreadable(path, [...complaints, error.message]);
  }
}

/** Decodes the first packets where only that shows which frame comes first. */
function lookAtBeginning(list: PacketList, feed: PacketFeed, codec: StreamCodec): SecondLook {
  if (!beginsInDoubt(list)) return {};
  const decoder = FrameDecoder.open(codec);
  try {
    let left = packetsUpToFirstFrame(list);
    for (const packet of feed.from(0)) {
      if (left-- === 0) break;
      for (const frame of decoder.decode(packet)) return { firstTicks: ticksOf(frame.bestEffortTimestamp) };
    }
    for (const frame of decoder.decode(null)) return { firstTicks: ticksOf(frame.bestEffortTimestamp) };
    return {};
  } finally {
    decoder.close();
  }
}
