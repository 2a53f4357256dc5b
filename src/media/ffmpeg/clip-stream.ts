import { ClipAssembly } from '../clip-assembly.js';
import { ClipQueue } from '../clip-queue.js';
import { concludeClips, distinctOf } from '../conclude-clips.js';
import { changedInside, crashed, noFrames, wroteTooMuch } from '../decode-errors.js';
import type { VideoSource } from './ffmpeg-frames.js';
import type { FfmpegLog } from './ffmpeg-log.js';
import { FrameArrivals } from './frame-arrivals.js';
import { recognizeByCount, recognizeByTime, type FrameRecognizer } from './frame-recognizer.js';
import { planStream } from '../plan-stream.js';
import type { ClipSource } from '../readable-video.js';
import { RawFrames } from './raw-frames.js';
import { runProcess } from './run-process.js';
import type { Stopwatch } from '../stopwatch.js';
import { streamArguments } from './stream-arguments.js';
import { timedResize } from '../timed-resize.js';
import type { ClipGeometry, StreamedClip } from '../types.js';

const CHANNELS = 3;

/**
 * Many clips of one video by one run of ffmpeg, which decodes each frame once, from the first to the last wanted one.
 * It waits while clips wait to be taken, so that memory does not grow with the video.
 */
export class ClipStream implements ClipSource {
  readonly #source: VideoSource;
  readonly #clips: readonly (readonly number[])[];
  readonly #geometry: ClipGeometry;
  readonly #queue = new ClipQueue();

  /** @param clips at least one, each of at least one frame that the index has */
  constructor(source: VideoSource, clips: readonly (readonly number[])[], geometry: ClipGeometry) {
    this.#source = source;
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

  /** Ends ffmpeg, if it still runs. */
  stop(): void {
    this.#queue.stop();
  }

  async #run(): Promise<void> {
    const frames = distinctOf(this.#clips);
    const { pts, stream } = this.#source.index;
    if (pts !== undefined && (await this.#decode(frames, recognizeByTime(pts, frames))).frameCount > 0)
      return;
    // Timestamps that are not the packets' find nothing at all.
    const { frameCount, complaints } = await this.#decode(frames, recognizeByCount(frames));
    if (frameCount > 0 || this.#queue.signal.aborted) return;
    await this.#source.index.askAgain?.();
    throw noFrames(complaints, stream);
  }

  /** @returns how many of the wanted frames came, and what ffmpeg complained of */
  async #decode(
    frames: readonly number[],
    recognizer: FrameRecognizer,
  ): Promise<{ frameCount: number; complaints: readonly string[] }> {
    const { index, ffmpegPath } = this.#source;
    const { input, output, crops, turn, notes } = planStream(index.stream, this.#geometry);
    const cropBytes = output.widthPixels * output.heightPixels * CHANNELS;
    const { frameSeconds } = index;
    const assembly = new ClipAssembly({
      clips: this.#clips,
      cropCount: crops.length,
      cropBytes,
      frameSeconds,
      notes,
    });
    let frameCount = 0;
    const arrivals = new FrameArrivals<Uint8Array[]>((frameCrops, ticks) => {
      const frame = recognizer.recognize(ticks);
      if (frame === undefined) return;
      frameCount += 1;
      this.#queue.push(assembly.add(frame, frameCrops));
    });
    const frameBytes = input.widthPixels * input.heightPixels * CHANNELS;
    const raw = new RawFrames({ frameBytes, mostFrames: frames.length }, (rgb) => {
      const frameCrops = crops.map(() => new Uint8Array(cropBytes));
      timedResize(rgb, input.widthPixels, input.heightPixels, this.#geometry, frameCrops);
      arrivals.addFrame(frameCrops);
    });
    const { select } = recognizer;
    const { args, script } = streamArguments(this.#source, { select, turn, frameCount: frames.length });
    const result = await runProcess(ffmpegPath, args, {
      input: script,
      signal: this.#queue.signal,
      onStdout: (chunk) => {
        raw.push(chunk);
        if (arrivals.isOver) throw changedInside(this.#sizes(arrivals.log));
        if (raw.hasSurplus) throw wroteTooMuch();
        return this.#queue.room();
      },
      onStderr: (chunk) => arrivals.addLog(chunk),
    });
    arrivals.end();
    const { complaints } = arrivals.log;
    if (this.#queue.signal.aborted) return { frameCount, complaints };
    if (result.signal !== null) throw crashed(result.signal);
    const sizes = this.#sizes(arrivals.log);
    if (sizes.length > 1 || arrivals.log.inputSizes.length > 1) throw changedInside(sizes);
    if (frameCount > 0) concludeClips(this.#queue, assembly, complaints);
    return { frameCount, complaints };
  }

  /** The header's size and those that came, each once. */
  #sizes({ inputSizes }: FfmpegLog): string[] {
    const { widthPixels, heightPixels } = this.#source.index.stream;
    return [...new Set([`${widthPixels}x${heightPixels}`, ...inputSizes])];
  }
}
