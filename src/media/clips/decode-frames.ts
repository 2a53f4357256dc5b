import type { ClipSource } from '../readable-video.js';
import type { ClipFrames, ClipGeometry, StreamedClip } from '../types.js';
import { ClipAssembly, concludeClips, distinctOf } from './clip-assembly.js';
import { ClipQueue } from './clip-queue.js';
import { noFrames, tooFewFrames } from './decode-errors.js';
import type { PassDecoder, PassResult, Way } from './pass-decoder.js';
import { planStream, type StreamPlan } from './plan-stream.js';
import { timedResize } from './stopwatch.js';

const CHANNELS = 3;

/**
 * The frames of one clip, all of them. Where anything about a pass is in doubt, the next way begins anew: after a seek,
 * frames are counted from the beginning; where there is damage, counting may be off, and timestamps tell.
 * @throws VideoError TRUNCATED where fewer frames decode than the index promises, NO_FRAMES, and what the decoder throws
 */
export async function readClip(
  decoder: PassDecoder,
  indices: readonly number[],
  geometry: ClipGeometry,
): Promise<ClipFrames> {
  requireFrames(indices, decoder.index.frameCount);
  let decoding = new Decoding(decoder, [indices], geometry);
  for (const by of ['seek', 'count', 'time'] as const) {
    if (decoding.isClean || !decoding.canGo(by)) continue;
    do decoding = new Decoding(decoder, [indices], geometry);
    while ((await decoding.run(by)).askAgain === true);
  }
  const { clip: _, notes, ...frames } = decoding.requireWhole();
  const [complaint] = decoding.complaints;
  return { ...frames, notes: complaint === undefined ? notes : [...notes, `damaged data: ${complaint}`] };
}

/**
 * Many clips in one pass, which decodes each frame once and waits while clips wait to be taken, so that memory does not
 * grow with the video. What has come stays: the next way takes over where one gave up.
 * @param clips at least one, each of at least one frame
 */
export function streamClips(
  decoder: PassDecoder,
  clips: readonly (readonly number[])[],
  geometry: ClipGeometry,
): ClipSource {
  for (const indices of clips) requireFrames(indices, decoder.index.frameCount);
  const queue = new ClipQueue();
  const decoding = new Decoding(decoder, clips, geometry, queue);
  const decodeAll = async (): Promise<void> => {
    for (const by of ['seek', 'time', 'count'] as const) {
      // Timestamps that are not the packets' find nothing at all: only then are frames counted.
      const isDue = () => (by === 'count' ? decoding.cameCount === 0 : decoding.left.length > 0);
      if (!decoding.canGo(by)) continue;
      while (isDue() && !queue.signal.aborted && (await decoding.run(by)).askAgain === true);
    }
    if (queue.signal.aborted) return;
    decoding.requireAny();
    concludeClips(queue, decoding.assembly, decoding.complaints);
  };
  queue.follow(decodeAll());
  return { busy: queue.busy, next: () => queue.next(), stop: () => queue.stop() };
}

/** Frames on their way from a decoder into clips, in one pass or in several. */
class Decoding {
  readonly #decoder: PassDecoder;
  readonly #geometry: ClipGeometry;
  readonly #queue: ClipQueue | undefined;
  readonly #clipCount: number;
  readonly #wanted: readonly number[];
  readonly #plan: StreamPlan;
  readonly #cropBytes: number;
  readonly #complete: StreamedClip[] = [];
  readonly assembly: ClipAssembly;
  readonly complaints: string[] = [];
  /** The frames that have not come. */
  left: readonly number[];
  #last: PassResult | undefined;

  /** @param queue takes clips when they are complete; without one they are kept */
  constructor(
    decoder: PassDecoder,
    clips: readonly (readonly number[])[],
    geometry: ClipGeometry,
    queue?: ClipQueue,
  ) {
    const plan = planStream(decoder.index.stream, geometry);
    this.#plan = plan;
    this.#cropBytes = plan.output.widthPixels * plan.output.heightPixels * CHANNELS;
    this.#decoder = decoder;
    this.#geometry = geometry;
    this.#queue = queue;
    this.#clipCount = clips.length;
    this.#wanted = distinctOf(clips);
    this.left = this.#wanted;
    this.assembly = new ClipAssembly({
      clips,
      cropCount: plan.crops.length,
      cropBytes: this.#cropBytes,
      // What is cut into many clips is cut by that clock.
      frameSeconds: queue === undefined ? decoder.index.frameSeconds : decoder.index.steadySeconds,
      get notes() {
        return [...plan.notes, ...decoder.notes];
      },
    });
  }

  get cameCount(): number {
    return this.#wanted.length - this.left.length;
  }

  /** Whether all came, and there is nothing to be said against it. */
  get isClean(): boolean {
    return this.#last?.endedWell === true && this.left.length === 0 && this.complaints.length === 0;
  }

  canGo(by: Way): boolean {
    const { pts, isSeekable } = this.#decoder.index;
    if (by === 'count' || pts === undefined) return by === 'count';
    return by === 'time' || (isSeekable && this.#decoder.seeks(this.#wanted, this.#clipCount));
  }

  /** Decodes what is left. */
  async run(by: Way): Promise<PassResult> {
    const { input, crops, turn } = this.#plan;
    this.#last = await this.#decoder.run({
      frames: this.left,
      by,
      turn,
      signal: this.#queue?.signal,
      crop: (rgb) => {
        const frameCrops = crops.map(() => new Uint8Array(this.#cropBytes));
        timedResize(rgb, input.widthPixels, input.heightPixels, this.#geometry, frameCrops);
        return frameCrops;
      },
      onFrame: (frameCrops, frame) => this.#take(this.assembly.add(frame, frameCrops)),
      room: () => this.#queue?.room(),
    });
    this.left = this.left.slice(this.#last.cameCount);
    this.complaints.push(...this.#last.complaints);
    return this.#last;
  }

  /** @throws VideoError NO_FRAMES, NO_DECODER where nothing wanted came */
  requireAny(): void {
    if (this.cameCount === 0) throw this.#noFrames();
  }

  /** The one clip. @throws VideoError NO_FRAMES, NO_DECODER where nothing came out; TRUNCATED where frames are missing */
  requireWhole(): StreamedClip {
    if (this.#last?.hasDecoded !== true) throw this.#noFrames();
    const [clip] = this.#complete;
    if (clip === undefined || this.left.length > 0) throw tooFewFrames(this.cameCount, this.#wanted.length);
    return clip;
  }

  #take(clips: readonly StreamedClip[]): void {
    const told = this.#decoder.isOnDevice ? clips.map((clip) => ({ ...clip, onDevice: true })) : clips;
    if (this.#queue === undefined) this.#complete.push(...told);
    else this.#queue.push(told);
  }

  #noFrames(): Error {
    return noFrames(this.complaints, this.#decoder.index.stream, this.#decoder.engine);
  }
}

/** The sampler above decides what short videos do; here all must exist. */
function requireFrames(indices: readonly number[], frameCount: number): void {
  const outside = indices.find((i) => !Number.isInteger(i) || i < 0 || i >= frameCount);
  if (outside === undefined && indices.length > 0) return;
  throw new RangeError(`frame ${String(outside)} is asked for, but frames are 0 to ${frameCount - 1}`);
}
