import { VideoError } from '../../errors.js';
import { changedInside, crashed, deviceFailed, softwareNote, wroteTooMuch } from '../clips/decode-errors.js';
import type { Pass, PassDecoder, PassResult } from '../clips/pass-decoder.js';
import type { PacketIndex } from '../packets/packet-index.js';
import type { VideoSource } from './ffmpeg-input.js';
import { FrameArrivals } from './frame-arrivals.js';
import { recognizeByCount, recognizeByTime } from './frame-recognizer.js';
import { RawFrames } from './raw-frames.js';
import { runProcess } from './run-process.js';
import { streamArguments } from './stream-arguments.js';
import { at } from '../../at.js';

const CHANNELS = 3;
/** Room before the first wanted frame, so that the key frame found precedes it in decoding order too. */
const SEEK_MARGIN_SECONDS = 0.5;
const LOST = 'a frame did not come';

/** Decodes by the ffmpeg command, one run of it a pass; on a device until that fails. */
export class FfmpegDecoder implements PassDecoder {
  readonly engine = 'ffmpeg';
  readonly notes: string[] = [];
  readonly #source: VideoSource;
  #hwaccel: string | undefined;

  constructor(source: VideoSource, hwaccel?: string) {
    this.#source = source;
    this.#hwaccel = hwaccel;
  }

  get index(): PacketIndex {
    return this.#source.index;
  }

  get isOnDevice(): boolean {
    return this.#hwaccel !== undefined;
  }

  /** Many clips are decoded from the beginning to the last: one run of ffmpeg does not leap. */
  seeks(frames: readonly number[], clipCount: number): boolean {
    const { frameSeconds } = this.index;
    return clipCount === 1 && this.#seekSeconds(frames) > Math.max(0, frameSeconds(0));
  }

  /**
   * A device is believed only where all frames come, recognised by their times, and ffmpeg has nothing to complain of: what
   * devices make of damage differs. Else software decodes from then on.
   */
  async run(pass: Pass): Promise<PassResult> {
    const hwaccel = this.#hwaccel;
    if (hwaccel === undefined) return this.#decode(pass);
    let cameCount = 0;
    const onFrame: Pass['onFrame'] = (crops, frame) => {
      // One that is lost would shift all after it.
      if (frame !== pass.frames[cameCount]) throw deviceFailed(hwaccel, LOST);
      cameCount += 1;
      pass.onFrame(crops, frame);
    };
    try {
      const by = pass.by === 'count' ? 'time' : pass.by;
      const result = await this.#decode({ ...pass, by, onFrame }, hwaccel);
      const isWhole = result.endedWell && cameCount === pass.frames.length;
      if (isWhole || pass.signal?.aborted === true) return result;
      throw deviceFailed(hwaccel, undefined);
    } catch (error) {
      if (!(error instanceof VideoError)) throw error;
      this.#hwaccel = undefined;
      this.notes.push(softwareNote(error.message));
      return { cameCount, hasDecoded: cameCount > 0, complaints: [], endedWell: false, askAgain: true };
    }
  }

  async #decode(pass: Pass, hwaccel?: string): Promise<PassResult> {
    const { frames, by, turn, signal } = pass;
    const { ffmpegPath, index } = this.#source;
    const { pts, stream } = index;
    const recognizer =
      by === 'count' || pts === undefined ? recognizeByCount(frames) : recognizeByTime(pts, frames);
    let cameCount = 0;
    const arrivals = new FrameArrivals<Uint8Array[]>((crops, ticks) => {
      const frame = recognizer.recognize(ticks);
      if (frame === undefined) return;
      cameCount += 1;
      pass.onFrame(crops, frame);
    });
    const frameBytes = stream.widthPixels * stream.heightPixels * CHANNELS;
    const raw = new RawFrames({ frameBytes, mostFrames: frames.length }, (rgb) =>
      arrivals.addFrame(pass.crop(rgb)),
    );
    /** The header's size and those that came, each once. */
    const sizes = (): string[] => [
      ...new Set([`${stream.widthPixels}x${stream.heightPixels}`, ...arrivals.log.inputSizes]),
    ];
    const { select } = recognizer;
    const seekSeconds = by === 'seek' ? this.#seekSeconds(frames) : undefined;
    const { args, script } = streamArguments(this.#source, {
      ...{ select, turn, seekSeconds, hwaccel },
      frameCount: frames.length,
    });
    const { exitCode, signal: killedBy } = await runProcess(ffmpegPath, args, {
      input: script,
      signal,
      onStdout: (chunk) => {
        raw.push(chunk);
        if (arrivals.isOver) throw changedInside(sizes());
        // Frames of another size than the header's may be more than expected, too.
        if (raw.hasSurplus)
          throw arrivals.log.inputSizes.length > 0 ? changedInside(sizes()) : wroteTooMuch();
        return pass.room();
      },
      onStderr: (chunk) => {
        arrivals.addLog(chunk);
        const [complaint] = arrivals.log.complaints;
        if (hwaccel !== undefined && complaint !== undefined) throw deviceFailed(hwaccel, complaint);
      },
    });
    arrivals.end();
    const { complaints, inputSizes } = arrivals.log;
    const result = { cameCount, hasDecoded: inputSizes.length > 0, complaints, endedWell: exitCode === 0 };
    if (signal?.aborted === true) return result;
    // One that dies after a seek may not die without it.
    if (killedBy !== null && (by !== 'seek' || hwaccel !== undefined)) throw crashed(killedBy);
    // A change of size makes ffmpeg count frames from 0 again and stretch them to the first size.
    if (sizes().length > 1 || inputSizes.length > 1) throw changedInside(sizes());
    return result;
  }

  #seekSeconds(frames: readonly number[]): number {
    return this.index.frameSeconds(at(frames, 0)) - SEEK_MARGIN_SECONDS;
  }
}
