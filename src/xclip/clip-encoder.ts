import type { VisionConfig } from './config.js';
import type { VideoOutputs } from './graph/video-graph.js';
import type { ModelGraphs } from './model-graphs.js';
import { namedOutput } from './runtime/session.js';
import { syntheticClip } from './verify/synthetic-clip.js';
import { XclipError } from '../errors.js';
import { NotFinite } from './runtime/not-finite.js';
import { isOutOfMemory } from './runtime/out-of-memory.js';

/** Clips as the scorer needs them. */
export interface EncodedClips {
  /** [clips, projectionDim], not normalised */
  videoEmbeds: Float32Array<ArrayBuffer>;
  /** [clips, patches, projectionDim]; empty where it was not asked for */
  visualContext: Float32Array<ArrayBuffer>;
}

/**
 * Clips → embeds and context. On a CPU the graph runs clip by clip: one fills the cores, and onnxruntime adds in another
 * order for a batch than for one clip, on which a result must not depend. On a GPU, as many a call as `settle` found.
 */
export class ClipEncoder {
  readonly #batches: Record<'video' | 'embeds', ClipBatches>;
  #settled: ClipBatches | undefined;

  /** @param clipsPerCall that a GPU takes at once; tried out if undefined */
  constructor(
    private readonly graphs: ModelGraphs,
    private readonly vision: VisionConfig,
    private readonly clipsPerCall: number | undefined,
  ) {
    this.#batches = { video: this.#batchesOf('video'), embeds: this.#batchesOf('embeds') };
  }

  /** How many clips go at once, and what there is to say of that. */
  get perCall(): { size: number; note: string | undefined } {
    return { size: this.#settled?.size ?? 1, note: this.#settled?.note };
  }

  /** Tries a GPU, and how many clips it takes at once. */
  async settle({ withContext = true }: VideoOutputs): Promise<void> {
    const clip = syntheticClip(this.vision.numFrames, this.vision.imageSize);
    const batches = withContext ? this.#batches.video : this.#batches.embeds;
    await batches.settle(this.clipsPerCall ?? 'auto', (i) => clip.map((value) => value + 5 * i));
    this.#settled = batches;
  }

  /** @param clips uint8 [numFrames, imageSize, imageSize, 3] each */
  async encode(clips: readonly Uint8Array[], { withContext = true }: VideoOutputs): Promise<EncodedClips[]> {
    const rows = await (withContext ? this.#batches.video : this.#batches.embeds).encode(clips);
    return rows.map((row) => ({
      videoEmbeds: namedOutput(row, 'video_embeds'),
      visualContext: withContext ? namedOutput(row, 'visual_context') : new Float32Array(),
    }));
  }

  #batchesOf(graph: 'video' | 'embeds'): ClipBatches {
    const { numFrames, imageSize } = this.vision;
    const run = (data: Uint8Array<ArrayBuffer>, count: number): Promise<ClipRows> => {
      const dims = [count, numFrames, imageSize, imageSize, 3];
      return this.graphs.run(graph, { frames: { type: 'uint8', data, dims } });
    };
    return new ClipBatches({ run, restart: () => this.graphs.restart() });
  }
}

/**
 * How many clips a GPU takes at once. A clip's numbers must not depend on its neighbours, so a size is used only if clips
 * come out of it, bit for bit, as they do alone; what does not fill a batch goes one by one.
 */
/** Beyond this, a GPU has long been full. */
const LARGEST = 64;
/** A result should not wait longer for its neighbours. */
const LONGEST_CALL_MS = 500;
/** A larger batch must be worth the wait: less time a clip by this factor. */
const WORTH = 0.95;

/** Outputs of a graph, each with one row a clip. */
export type ClipRows = Readonly<Record<string, Float32Array<ArrayBuffer>>>;

interface BatchesOptions {
  /** `count` clips, one after the other → rows */
  run: (frames: Uint8Array<ArrayBuffer>, count: number) => Promise<ClipRows>;
  /** lets go of all that the device holds: after memory ran out, there is no other way to get it back */
  restart: () => void;
  now?: () => number;
}

export class ClipBatches {
  #size = 1;
  #note: string | undefined;

  constructor(private readonly options: BatchesOptions) {}

  /** Clips a call. */
  get size(): number {
    return this.#size;
  }

  /** What there is to say of it. */
  get note(): string | undefined {
    return this.#note;
  }

  /**
   * Tries sizes with clips that need no file, which also compiles what the device has to compile.
   * @param wanted a size, or `auto` for the one with the least time a clip
   * @param makeClip the frames of the i-th of some different clips
   */
  async settle(wanted: number | 'auto', makeClip: (i: number) => Uint8Array): Promise<void> {
    try {
      await this.#choose(wanted, makeClip);
    } catch (error) {
      if (!(error instanceof NotFinite)) throw error;
      // Whether the model is broken is for the videos to say, not for a clip that was made up.
      this.#size = 1;
      this.#note = `a made-up clip gives numbers that are not finite (${error.output}): clips go one by one`;
    }
  }

  async #choose(wanted: number | 'auto', makeClip: (i: number) => Uint8Array): Promise<void> {
    const alone = await this.#timed([makeClip(0)]);
    if (wanted === 'auto') return this.#grow(makeClip, alone.milliseconds);
    if (wanted === 1) return;
    const tried = await this.#try(wanted, makeClip);
    if (tried === undefined) return;
    if (tried.isSame) this.#size = wanted;
    else this.#note = `this device computes a clip otherwise among ${wanted} than alone: clips go one by one`;
  }

  async #grow(makeClip: (i: number) => Uint8Array, aloneMs: number): Promise<void> {
    let bestMs = aloneMs;
    for (let size = 2; size <= LARGEST && size * bestMs <= LONGEST_CALL_MS; size *= 2) {
      const tried = await this.#try(size, makeClip);
      if (tried?.isSame !== true || tried.milliseconds > WORTH * bestMs) return;
      this.#size = size;
      bestMs = tried.milliseconds;
    }
  }

  /** @returns milliseconds a clip; undefined if memory does not hold so many */
  async #try(
    size: number,
    makeClip: (i: number) => Uint8Array,
  ): Promise<{ milliseconds: number; isSame: boolean } | undefined> {
    try {
      const clips = Array.from({ length: size }, (_, i) => makeClip(i));
      const { rows, milliseconds } = await this.#timed(clips);
      const first = await this.#run(clips.slice(0, 1));
      const last = await this.#run(clips.slice(-1));
      const isSame = areRows(rows, first, 0, size) && areRows(rows, last, size - 1, size);
      return { milliseconds: milliseconds / size, isSame };
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      this.options.restart();
      this.#note = `the device's memory does not hold ${size} clips at once`;
      return undefined;
    }
  }

  /** The second of two calls: the first may compile. */
  async #timed(clips: readonly Uint8Array[]): Promise<{ rows: ClipRows; milliseconds: number }> {
    const { now = () => performance.now() } = this.options;
    await this.#run(clips);
    const started = now();
    const rows = await this.#run(clips);
    return { rows, milliseconds: now() - started };
  }

  /**
   * Rows of each clip, in order. Where memory runs out, the same clips are tried again in calls half as large, and so is
   * all that follows.
   * @throws XclipError OUT_OF_MEMORY if it does not hold one
   */
  async encode(clips: readonly Uint8Array[]): Promise<ClipRows[]> {
    const rows: ClipRows[] = [];
    while (rows.length < clips.length) {
      const left = clips.length - rows.length;
      const size = left < this.#size ? 1 : this.#size;
      try {
        const together = await this.#run(clips.slice(rows.length, rows.length + size));
        for (let i = 0; i < size; i++) rows.push(rowOf(together, i, size));
      } catch (error) {
        this.#shrink(size, error);
      }
    }
    return rows;
  }

  #shrink(size: number, error: unknown): void {
    if (!isOutOfMemory(error)) throw error;
    if (size === 1) {
      throw new XclipError("the device's memory does not hold one clip", {
        code: 'OUT_OF_MEMORY',
        hint: 'end what else uses it, take --precision fp16, or --device cpu',
        cause: error,
      });
    }
    this.#size = Math.floor(size / 2);
    this.options.restart();
  }

  #run(clips: readonly Uint8Array[]): Promise<ClipRows> {
    return this.options.run(joined(clips), clips.length);
  }
}

function rowOf(outputs: ClipRows, i: number, count: number): ClipRows {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, values]) => {
      const width = values.length / count;
      return [name, count === 1 ? values : values.slice(i * width, (i + 1) * width)];
    }),
  );
}

/** Whether the i-th of `count` rows are, bit for bit, those of a clip alone. */
function areRows(outputs: ClipRows, alone: ClipRows, i: number, count: number): boolean {
  return Object.entries(rowOf(outputs, i, count)).every(([name, values]) =>
    values.every((value, place) => Object.is(value, alone[name]?.[place])),
  );
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
