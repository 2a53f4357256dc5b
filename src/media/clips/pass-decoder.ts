import type { DisplayTurn } from '../packets/display-turn.js';
import type { PacketIndex } from '../packets/packet-index.js';
import type { EngineName } from './decode-errors.js';

/**
 * How wanted frames are found. `seek`: by their timestamps, from the key frame before the first of them. `time`: by their
 * timestamps, from the beginning of the video. `count`: from the beginning, by counting what comes out.
 */
export type Way = 'seek' | 'time' | 'count';

/** One run through the video. */
export interface Pass {
  /** Those wanted: ascending, distinct, at least one. */
  frames: readonly number[];
  by: Way;
  /** Done to each frame once it is RGB. */
  turn: DisplayTurn;
  /** Ends the pass early. */
  signal: AbortSignal | undefined;
  /** Makes of a turned frame what is kept of it. @param rgb uint8 [height, width, 3], good until this returns */
  crop: (rgb: Uint8Array) => Uint8Array[];
  /** Gets what `crop` made, in the order of the frames. */
  onFrame: (crops: readonly Uint8Array[], frame: number) => void;
  /** A promise to wait for before decoding on; undefined while there is room. */
  room: () => Promise<void> | undefined;
}

export interface PassResult {
  /** How many of the wanted frames came. */
  cameCount: number;
  /** Whether anything came out of the decoder, wanted or not. */
  hasDecoded: boolean;
  /** What FFmpeg complained of. */
  complaints: readonly string[];
  /** Whether it ended as it does when all is well. */
  endedWell: boolean;
  /** The decoder has changed its means, and is to be asked once more. */
  askAgain?: boolean;
}

/** What one engine does with one video. */
export interface PassDecoder {
  readonly engine: EngineName;
  readonly index: PacketIndex;
  /** Said of the clips that are completed from now on. */
  readonly notes: readonly string[];
  /** Whether a device decodes, until it fails. */
  readonly isOnDevice: boolean;
  /** Whether to begin with a seek. @param frames as for a pass @param clipCount how many clips want them */
  seeks(frames: readonly number[], clipCount: number): boolean;
  /** @throws VideoError SIZE_CHANGED, DECODE_FAILED, NO_DECODER, NO_FRAMES */
  run(pass: Pass): Promise<PassResult>;
}
