import { ClipAssembly } from './clip-assembly.js';
import { changedInside, crashed, noFrames } from './decode-errors.js';
import type { VideoSource } from './ffmpeg-frames.js';
import type { FfmpegLog } from './ffmpeg-log.js';
import { FrameArrivals } from './frame-arrivals.js';
import { recognizeByCount, recognizeByTime, type FrameRecognizer } from './frame-recognizer.js';
import { planStream } from './plan-stream.js';
import { RawFrames } from './raw-frames.js';
import { runProcess } from './run-process.js';
import { Stopwatch } from './stopwatch.js';
import { streamArguments } from './stream-arguments.js';
import { timedResize } from './timed-resize.js';
import type { ClipGeometry, StreamedClip } from './types.js';

/** Complete clips that wait to be taken before ffmpeg has to wait too. */
const MOST_WAITING = 3;
const CHANNELS = 3;

/**
 * Many clips of one video by one run of ffmpeg, which decodes each frame once, from the first to the last wanted one.
 * It waits while clips wait to be taken, so that memory does not grow with the video.
 */
export class ClipStream {
  /** runs while it decodes, stands while clips wait to be taken */
  readonly busy = new Stopwatch();
  readonly #source: VideoSource;
  readonly #clips: readonly (readonly number[])[];
  readonly #geometry: ClipGeometry;
  readonly #stopping = new AbortController();
  /** The last one is kept back until it is known to be the last. */
  readonly #ready: StreamedClip[] = [];
  #end: { failure: Error | undefined } | undefined;
  #wake: () => void = () => undefined;
  #goOn: () => void = () => undefined;

  /** @param clips at least one, each of at least one frame that the index has */
  constructor(source: VideoSource, clips: readonly (readonly number[])[], geometry: ClipGeometry) {
    this.#source = source;
    this.#clips = clips;
    this.#geometry = geometry;
    this.busy.start();
    this.#run().then(
      () => this.#finish(undefined),
      (error: unknown) => this.#finish(error instanceof Error ? error : new Error(String(error))),
    );
  }

  /** The next clip, in order; undefined at the end. One call at a time. @throws VideoError, after what came whole */
  async next(): Promise<StreamedClip | undefined> {
    while (this.#end === undefined && this.#ready.length < 2) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const clip = this.#ready.shift();
    this.#goOn();
    if (clip === undefined && this.#end?.failure !== undefined) throw this.#end.failure;
    return clip;
  }

  /** Ends ffmpeg, if it still runs. */
  stop(): void {
    this.#stopping.abort();
    this.#goOn();
  }

  #finish(failure: Error | undefined): void {
    this.busy.stop();
    this.#end = { failure };
    this.#wake();
  }

  async #run(): Promise<void> {
    const frames = distinct(this.#clips);
    const { pts, stream } = this.#source.index;
    if (pts !== undefined && (await this.#decode(frames, recognizeByTime(pts, frames))).frameCount > 0)
      return;
    // Timestamps that are not the packets' find nothing at all.
    const { frameCount, complaints } = await this.#decode(frames, recognizeByCount(frames));
    if (frameCount > 0 || this.#stopping.signal.aborted) return;
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
      this.#take(assembly.add(frame, frameCrops));
    });
    const raw = new RawFrames(input.widthPixels * input.heightPixels * CHANNELS, (rgb) => {
      const frameCrops = crops.map(() => new Uint8Array(cropBytes));
      timedResize(rgb, input.widthPixels, input.heightPixels, this.#geometry, frameCrops);
      arrivals.addFrame(frameCrops);
    });
    const { select } = recognizer;
    const { args, script } = streamArguments(this.#source, { select, turn, frameCount: frames.length });
    const result = await runProcess(ffmpegPath, args, {
      input: script,
      signal: this.#stopping.signal,
      onStdout: (chunk) => {
        raw.push(chunk);
        if (arrivals.isOver) throw changedInside(this.#sizes(arrivals.log));
        return this.#ready.length > MOST_WAITING ? this.#taken() : undefined;
      },
      onStderr: (chunk) => arrivals.addLog(chunk),
    });
    arrivals.end();
    const { complaints } = arrivals.log;
    if (this.#stopping.signal.aborted) return { frameCount, complaints };
    if (result.signal !== null) throw crashed(result.signal);
    const sizes = this.#sizes(arrivals.log);
    if (sizes.length > 1 || arrivals.log.inputSizes.length > 1) throw changedInside(sizes);
    if (frameCount > 0) this.#conclude(assembly, complaints);
    return { frameCount, complaints };
  }

  /** Only at the end is it known what was lost, and what ffmpeg complained of: the last clip says it. */
  #conclude(assembly: ClipAssembly, [complaint]: readonly string[]): void {
    this.#take(assembly.end());
    const { lostCount } = assembly;
    const notes = this.#ready.at(-1)?.notes ?? [];
    if (lostCount > 0)
      notes.push(`damaged: ${lostCount} of ${this.#clips.length} clips have no frame that can be decoded`);
    if (complaint !== undefined) notes.push(`damaged data in this video: ${complaint}`);
  }

  #take(clips: readonly StreamedClip[]): void {
    this.#ready.push(...clips);
    this.#wake();
  }

  /** Resolves when a clip has been taken. */
  async #taken(): Promise<void> {
    this.busy.stop();
    while (this.#ready.length > MOST_WAITING && !this.#stopping.signal.aborted) {
      await new Promise<void>((resolve) => (this.#goOn = resolve));
    }
    this.busy.start();
  }

  /** The header's size and those that came, each once. */
  #sizes({ inputSizes }: FfmpegLog): string[] {
    const { widthPixels, heightPixels } = this.#source.index.stream;
    return [...new Set([`${widthPixels}x${heightPixels}`, ...inputSizes])];
  }
}

/** Ascending. */
function distinct(clips: readonly (readonly number[])[]): number[] {
  return [...new Set(clips.flat())].sort((a, b) => a - b);
}
