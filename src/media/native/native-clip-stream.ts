import { ClipAssembly, concludeClips, distinctOf } from '../clips/clip-assembly.js';
import { ClipQueue } from '../clips/clip-queue.js';
import { noFrames } from '../clips/decode-errors.js';
import { NO_TURN } from '../packets/display-turn.js';
import { planStream } from '../clips/plan-stream.js';
import type { ClipSource } from '../readable-video.js';
import { type Stopwatch, timedResize } from '../clips/stopwatch.js';
import type { ClipGeometry, StreamedClip } from '../types.js';
import type { Pass } from './decode-pass.js';
import type { NativeVideo } from './native-video.js';
import { runPass } from './read-native-frames.js';
import { RgbConverter } from './rgb-converter.js';
import { turnPixels } from './turn-pixels.js';

const CHANNELS = 3;

/** Many clips of one video in one pass, which decodes each frame once and leaps over what no clip needs. */
export class NativeClipStream implements ClipSource {
  readonly #video: NativeVideo;
  readonly #clips: readonly (readonly number[])[];
  readonly #geometry: ClipGeometry;
  readonly #queue = new ClipQueue();

  /** @param clips at least one, each of at least one frame that the index has */
  constructor(video: NativeVideo, clips: readonly (readonly number[])[], geometry: ClipGeometry) {
    this.#video = video;
    this.#clips = clips;
    this.#geometry = geometry;
    this.#queue.follow(this.#run());
  }

  get busy(): Stopwatch {
    return this.#queue.busy;
  }

  next(): Promise<StreamedClip | undefined> {
    return this.#queue.next();
  }

  stop(): void {
    this.#queue.stop();
  }

  async #run(): Promise<void> {
    const { stream, frameSeconds, pts, isSeekable } = this.#video.index;
    const { input, output, crops, turn, notes } = planStream(stream, this.#geometry);
    const cropBytes = output.widthPixels * output.heightPixels * CHANNELS;
    const { signal } = this.#queue;
    const assembly = new ClipAssembly({
      clips: this.#clips,
      cropCount: crops.length,
      cropBytes,
      frameSeconds,
      notes,
    });
    const converter = new RgbConverter();
    const complaints: string[] = [];
    let left: readonly number[] = distinctOf(this.#clips);
    let cameCount = 0;
    const pass = async (by: Pass['by']): Promise<void> => {
      const result = await runPass(this.#video, {
        frames: left,
        by,
        signal,
        onFrame: (frame, number) => {
          const rgb = converter.convert(frame);
          const turned = turn === NO_TURN ? rgb : turnPixels(rgb, frame, turn);
          const frameCrops = crops.map(() => new Uint8Array(cropBytes));
          timedResize(turned, input.widthPixels, input.heightPixels, this.#geometry, frameCrops);
          this.#queue.push(assembly.add(number, frameCrops));
          return this.#queue.room();
        },
      });
      complaints.push(...result.complaints);
      cameCount += result.cameCount;
      left = left.slice(result.cameCount);
    };
    try {
      if (pts !== undefined && isSeekable) await pass('seek');
      if (pts !== undefined && left.length > 0 && !signal.aborted) await pass('time');
      // Timestamps that are not the packets' find nothing at all.
      if (cameCount === 0 && !signal.aborted) await pass('count');
      if (cameCount === 0 && !signal.aborted) throw noFrames(complaints, stream, 'native');
      if (!signal.aborted) concludeClips(this.#queue, assembly, complaints);
    } finally {
      converter.close();
    }
  }
}
