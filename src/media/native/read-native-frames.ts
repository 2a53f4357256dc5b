import { NO_TURN, type DisplayTurn } from '../packets/display-turn.js';
import { noFrames, tooFewFrames } from '../clips/decode-errors.js';
import { collectComplaints, eventLoopTurn } from './complaints.js';
import { decodePass, type Pass, type PassResult } from './decode-pass.js';
import type { NativeVideo } from './native-video.js';
import { RgbConverter } from './rgb-converter.js';
import { turnPixels } from './turn-pixels.js';

/**
 * Decodes the frames of these numbers, as `readFrames` of ffmpeg-frames.ts: after a seek where timestamps allow it; else,
 * and if anything about that is in doubt, from the beginning, by counting; where there is damage, by timestamps.
 * @param frames ascending, distinct, at least one
 * @param onFrame gets uint8 RGB [height, width, 3] of the turned frame, good until it returns, and the place in
 *   `frames`; may be called again from place 0
 * @returns what FFmpeg complained of, if all frames came all the same
 * @throws VideoError TRUNCATED, SIZE_CHANGED, NO_FRAMES, NO_DECODER
 */
export async function readNativeFrames(
  video: NativeVideo,
  frames: readonly number[],
  turn: DisplayTurn,
  onFrame: (rgb: Uint8Array, place: number) => void,
): Promise<readonly string[]> {
  const { index } = video;
  const converter = new RgbConverter();
  const run = (by: Pass['by']): Promise<Run> => {
    let place = 0;
    return runPass(video, {
      frames,
      by,
      onFrame: (frame, number) => {
        while (frames[place] !== number) place++;
        const rgb = converter.convert(frame);
        onFrame(turn === NO_TURN ? rgb : turnPixels(rgb, frame, turn), place);
      },
    });
  };
  const isClean = ({ cameCount, complaints }: Run): boolean =>
    cameCount === frames.length && complaints.length === 0;
  try {
    if (index.isSeekable && index.pts !== undefined && isClean(await run('seek'))) return [];
    let last = await run('count');
    if (!isClean(last) && index.pts !== undefined) last = await run('time');
    const { cameCount, decodedCount, complaints } = last;
    if (decodedCount === 0) throw noFrames(complaints, index.stream, 'native');
    if (cameCount < frames.length) throw tooFewFrames(cameCount, frames.length);
    return complaints;
  } finally {
    converter.close();
  }
}

interface Run extends PassResult {
  complaints: readonly string[];
}

/** A pass with all that FFmpeg said of it. */
export async function runPass(video: NativeVideo, pass: Pass): Promise<Run> {
  const complaints = await collectComplaints();
  const result = await decodePass(video, pass);
  await eventLoopTurn();
  const { complaint } = result;
  return { ...result, complaints: complaint === undefined ? complaints : [...complaints, complaint] };
}
