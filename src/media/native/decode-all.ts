import type { Frame } from 'node-av/lib';
import { noFrames } from '../clips/decode-errors.js';
import { collectComplaints, eventLoopTurn } from './complaints.js';
import { FrameDecoder } from './frame-decoder.js';
import { ticksOf } from './list-packet.js';
import type { NativeVideo } from './native-video.js';

const TURN_EVERY_PACKETS = 16;

/**
 * Decodes the whole video.
 * @param onFrame gets each frame, good until it returns, and when it is shown, in ticks: NaN where the decoder does not say
 * @throws VideoError NO_FRAMES if none comes out, NO_DECODER
 */
export async function decodeAll(
  { codec, feed, index }: NativeVideo,
  onFrame: (frame: Frame, ticks: number) => void,
): Promise<void> {
  const complaints = await collectComplaints();
  const decoder = FrameDecoder.open(codec);
  let frameCount = 0;
  const take = (frames: Iterable<Frame>): void => {
    for (const frame of frames) {
      frameCount += 1;
      onFrame(frame, ticksOf(frame.bestEffortTimestamp) ?? NaN);
    }
  };
  try {
    let packetCount = 0;
    for (const packet of feed.from(0)) {
      take(decoder.decode(packet));
      if (++packetCount % TURN_EVERY_PACKETS === 0) await eventLoopTurn();
    }
    take(decoder.decode(null));
  } finally {
    decoder.close();
  }
  if (frameCount > 0) return;
  await eventLoopTurn();
  throw noFrames(complaints, index.stream, 'native');
}
