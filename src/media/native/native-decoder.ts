import { NO_TURN } from '../packets/display-turn.js';
import type { Pass, PassDecoder, PassResult } from '../clips/pass-decoder.js';
import { collectComplaints, eventLoopTurn } from './complaints.js';
import { decodePass } from './decode-pass.js';
import type { NativeVideo } from './native-video.js';
import { RgbConverter } from './rgb-converter.js';
import { turnPixels } from './turn-pixels.js';

/** Decodes in this process. A pass that begins with a seek leaps over what it does not need, wherever that is. */
export class NativeDecoder implements PassDecoder {
  readonly engine = 'native';
  readonly notes = [];
  readonly isOnDevice = false;
  readonly #video: NativeVideo;

  constructor(video: NativeVideo) {
    this.#video = video;
  }

  get index(): NativeVideo['index'] {
    return this.#video.index;
  }

  seeks(): boolean {
    return true;
  }

  async run({ frames, by, turn, signal, crop, onFrame, room }: Pass): Promise<PassResult> {
    const converter = new RgbConverter();
    try {
      const complaints = await collectComplaints();
      const { cameCount, decodedCount, complaint } = await decodePass(this.#video, {
        frames,
        by,
        signal,
        onFrame: (frame, number) => {
          const rgb = converter.convert(frame);
          onFrame(crop(turn === NO_TURN ? rgb : turnPixels(rgb, frame, turn)), number);
          return room();
        },
      });
      await eventLoopTurn();
      return {
        cameCount,
        hasDecoded: decodedCount > 0,
        complaints: complaint === undefined ? complaints : [...complaints, complaint],
        endedWell: true,
      };
    } finally {
      converter.close();
    }
  }
}
