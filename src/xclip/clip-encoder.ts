import type { VisionConfig } from './config.js';
import { ClipBatches, type ClipRows } from './clip-batches.js';
import type { VideoOutputs } from './graph/video-graph.js';
import type { ModelGraphs } from './model-graphs.js';
import { namedOutput } from './runtime/session.js';
import { syntheticClip } from './verify/synthetic-clip.js';

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
