import { availableParallelism } from 'node:os';
import type { Checkpoint } from './checkpoint/checkpoint.js';
import { hashWeights } from './checkpoint/weights-hash.js';
import type { XclipConfig } from './config.js';
import type { DeviceName } from './runtime/device/device-names.js';
import { PROVIDERS } from './runtime/device/provider.js';
import type { GraphStyle } from './graph/graph-style.js';
import { buildScorerGraph } from './graph/scorer-graph.js';
import { buildTextGraph } from './graph/text-graph.js';
import type { PixelScaling } from './graph/patch-embedding.js';
import { buildVideoGraph } from './graph/video-graph.js';
import { threadsForClips } from './runtime/threads-for-clips.js';
import { GraphHost, type InferenceThread } from './runtime/inference-thread.js';
import { type Int8Options, int8Video, type PrecisionDescription } from './int8/int8-video.js';
import type { SessionSource } from './runtime/session.js';

/** Between them they take every tensor. */
const WHOLE_MODEL = ['text', 'video', 'scorer'] as const;
/** `embeds` is `video` without the context. */
export type GraphName = (typeof WHOLE_MODEL)[number] | 'embeds';

interface GraphSource {
  checkpoint: Checkpoint;
  config: XclipConfig;
  scaling: PixelScaling;
  /** of the checkpoint */
  folder: string;
  /** the folder of the Hub's cache that holds the weights, where they come from there */
  hubBlobs?: string | undefined;
  /** cores for inference; chosen by the work if undefined */
  threads?: number | undefined;
  /** for the vision tower; fp32 if undefined */
  int8?: Int8Options | undefined;
  /** what all graphs run on; the CPU if undefined */
  device?: DeviceName | undefined;
  /** multiply in fp16, where the device is not the CPU; in fp32 if undefined */
  fp16?: boolean | undefined;
}

/** What tagging runs of a checkpoint, on its device and in its precision. */
export class ModelGraphs extends GraphHost<GraphName> {
  readonly #source: GraphSource;
  #precision: PrecisionDescription;
  #weightsHash: Promise<string> | undefined;

  constructor(source: GraphSource) {
    super();
    this.#source = source;
    this.#precision = { name: source.fp16 === true ? 'fp16' : 'fp32' };
  }

  /** What the graphs run on. */
  get device(): DeviceName {
    return this.#source.device ?? 'cpu';
  }

  /** Of the vision tower; int8 shows once `video` or `embeds` is loaded. */
  get precision(): PrecisionDescription {
    return this.#precision;
  }

  /** SHA-256 of the weights, computed once. */
  hashWeights(): Promise<string> {
    const { checkpoint, hubBlobs } = this.#source;
    return (this.#weightsHash ??= hashWeights(checkpoint.files, hubBlobs));
  }

  /** @throws CheckpointError if the checkpoint does not have what its config asks for */
  buildAll(): void {
    for (const graph of WHOLE_MODEL) this.#build(graph);
  }

  protected override nameOf(graph: GraphName): string {
    return graph;
  }

  protected override async sourceOf(graph: GraphName, thread: InferenceThread): Promise<SessionSource> {
    const { device = 'cpu', threads = this.#chosenThreads(graph) } = this.#source;
    return { ...(await this.#modelOf(graph, thread)), device, threads };
  }

  /** Labels may be many, in the scorer too: work enough for all cores. */
  #chosenThreads(graph: GraphName): number {
    const isOfClips = graph === 'video' || graph === 'embeds';
    return isOfClips ? threadsForClips(this.#source.config) : availableParallelism();
  }

  async #modelOf(
    graph: GraphName,
    thread: InferenceThread,
  ): Promise<Omit<SessionSource, 'threads' | 'device'>> {
    const { checkpoint, config, scaling, folder, int8 } = this.#source;
    if (int8 === undefined || (graph !== 'video' && graph !== 'embeds')) {
      return { model: this.#build(graph), weightsFolder: checkpoint.folder };
    }
    const weightsHash = await this.hashWeights();
    const wanted = { withContext: graph === 'video' };
    const made = await int8Video({ ...int8, folder, weightsHash, config, scaling, thread, wanted });
    this.#precision = made.precision;
    return made.graph;
  }

  #build(graph: GraphName): Uint8Array<ArrayBuffer> {
    const { checkpoint, config, scaling, device = 'cpu', fp16 = false } = this.#source;
    const { style } = PROVIDERS[device];
    const narrow: GraphStyle = fp16 ? { ...style, products: 'float16' } : style;
    switch (graph) {
      case 'text':
        return buildTextGraph(checkpoint, config, { style });
      case 'video':
        return buildVideoGraph(checkpoint, config, scaling, { style: narrow });
      case 'embeds':
        return buildVideoGraph(checkpoint, config, scaling, { style: narrow, withContext: false });
      case 'scorer':
        return buildScorerGraph(checkpoint, config, { style });
    }
  }
}
