import { VideoError } from '../../errors.js';
import { ClipAssembly, concludeClips, distinctOf } from '../clips/clip-assembly.js';
import { ClipQueue } from '../clips/clip-queue.js';
import {
  changedInside,
  crashed,
  deviceFailed,
  noFrames,
  softwareNote,
  wroteTooMuch,
} from '../clips/decode-errors.js';
import type { VideoSource } from './ffmpeg-frames.js';
import type { FfmpegLog } from './ffmpeg-log.js';
import { FrameArrivals } from './frame-arrivals.js';
import { type FrameRecognizer, recognizeByCount, recognizeByTime } from './frame-recognizer.js';
import { planStream, type StreamPlan } from '../clips/plan-stream.js';
import type { ClipSource } from '../readable-video.js';
import { RawFrames } from './raw-frames.js';
import { runProcess } from './run-process.js';
import { type Stopwatch, timedResize } from '../clips/stopwatch.js';
import { streamArguments } from './stream-arguments.js';
import type { ClipGeometry, StreamedClip } from '../types.js';

const CHANNELS = 3;
const LOST = 'a frame did not come';

/**
 * Many clips of one video by one run of ffmpeg, which decodes each frame once, from the first to the last wanted one.
 * It waits while clips wait to be taken, so that memory does not grow with the video.
 */
export class ClipStream implements ClipSource {
  readonly #source: VideoSource;
  readonly #clips: readonly (readonly number[])[];
  readonly #geometry: ClipGeometry;
  readonly #queue = new ClipQueue();
  readonly #plan: StreamPlan;
  readonly #cropBytes: number;
  readonly #assembly: ClipAssembly;
  /** Said of every clip from now on. */
  readonly #notes: string[];
  #cameCount = 0;

  /** @param clips at least one, each of at least one frame that the index has */
  constructor(source: VideoSource, clips: readonly (readonly number[])[], geometry: ClipGeometry) {
    this.#source = source;
    this.#clips = clips;
    this.#geometry = geometry;
    this.#plan = planStream(source.index.stream, geometry);
    const { output, crops, notes } = this.#plan;
    this.#cropBytes = output.widthPixels * output.heightPixels * CHANNELS;
    this.#notes = [...notes];
    this.#assembly = new ClipAssembly({
      clips,
      cropCount: crops.length,
      cropBytes: this.#cropBytes,
      frameSeconds: source.index.frameSeconds,
      notes: this.#notes,
    });
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
    const { pts, stream } = this.#source.index;
    const frames = distinctOf(this.#clips);
    let complaints: readonly string[] = [];
    if (pts !== undefined) {
      const left = this.#source.hwaccel === undefined ? frames : await this.#decodeOnDevice(pts, frames);
      if (left.length > 0) complaints = await this.#decode(left, recognizeByTime(pts, left));
    }
    // Timestamps that are not the packets' find nothing at all.
    if (this.#cameCount === 0) complaints = await this.#decode(frames, recognizeByCount(frames));
    if (this.#queue.signal.aborted) return;
    if (this.#cameCount > 0) {
      concludeClips(this.#queue, this.#assembly, complaints);
      return;
    }
    throw noFrames(complaints, stream);
  }

  /**
   * As far as the device gives one frame after the other and ffmpeg has nothing to complain of.
   * @returns the frames that are left to software, which goes on where the device ended
   */
  async #decodeOnDevice(pts: Float64Array, frames: readonly number[]): Promise<readonly number[]> {
    const { hwaccel = '' } = this.#source;
    const failure = await this.#decode(frames, recognizeByTime(pts, frames), hwaccel).then(
      ([complaint]) => deviceFailed(hwaccel, complaint),
      (error: unknown) => {
        if (error instanceof VideoError) return error;
        throw error;
      },
    );
    const left = frames.slice(this.#cameCount);
    if (left.length > 0) this.#notes.push(softwareNote(failure.message));
    return left;
  }

  /** @returns what ffmpeg complained of */
  async #decode(
    frames: readonly number[],
    recognizer: FrameRecognizer,
    hwaccel?: string,
  ): Promise<readonly string[]> {
    const { ffmpegPath } = this.#source;
    const { input, crops, turn } = this.#plan;
    const arrivals = new FrameArrivals<Uint8Array[]>((frameCrops, ticks) => {
      const frame = recognizer.recognize(ticks);
      if (hwaccel !== undefined && frame !== frames[this.#cameCount]) throw deviceFailed(hwaccel, LOST);
      if (frame === undefined) return;
      this.#cameCount += 1;
      const complete = this.#assembly.add(frame, frameCrops);
      this.#queue.push(hwaccel === undefined ? complete : complete.map(onDevice));
    });
    const frameBytes = input.widthPixels * input.heightPixels * CHANNELS;
    const raw = new RawFrames({ frameBytes, mostFrames: frames.length }, (rgb) => {
      const frameCrops = crops.map(() => new Uint8Array(this.#cropBytes));
      timedResize(rgb, input.widthPixels, input.heightPixels, this.#geometry, frameCrops);
      arrivals.addFrame(frameCrops);
    });
    const { select } = recognizer;
    const { args, script } = streamArguments(
      { ...this.#source, hwaccel },
      { select, turn, frameCount: frames.length },
    );
    const result = await runProcess(ffmpegPath, args, {
      input: script,
      signal: this.#queue.signal,
      onStdout: (chunk) => {
        raw.push(chunk);
        if (arrivals.isOver) throw changedInside(this.#sizes(arrivals.log));
        if (raw.hasSurplus) throw wroteTooMuch();
        return this.#queue.room();
      },
      onStderr: (chunk) => {
        arrivals.addLog(chunk);
        const [complaint] = arrivals.log.complaints;
        if (hwaccel !== undefined && complaint !== undefined) throw deviceFailed(hwaccel, complaint);
      },
    });
    arrivals.end();
    const { complaints } = arrivals.log;
    if (this.#queue.signal.aborted) return complaints;
    if (result.signal !== null) throw crashed(result.signal);
    const sizes = this.#sizes(arrivals.log);
    if (sizes.length > 1 || arrivals.log.inputSizes.length > 1) throw changedInside(sizes);
    return complaints;
  }

  /** The header's size and those that came, each once. */
  #sizes({ inputSizes }: FfmpegLog): string[] {
    const { widthPixels, heightPixels } = this.#source.index.stream;
    return [...new Set([`${widthPixels}x${heightPixels}`, ...inputSizes])];
  }
}

function onDevice(clip: StreamedClip): StreamedClip {
  return { ...clip, onDevice: true };
}
