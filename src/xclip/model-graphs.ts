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
import { InferenceThread } from './runtime/inference-thread.js';
import { int8Video, type Int8Options, type PrecisionDescription } from './int8/int8-video.js';
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
  /** tests start one that fails */
  startThread?: (() => InferenceThread) | undefined;
}

/**
 * The graphs of a checkpoint in their inference thread, each loaded when it is first needed. Where the thread has died,
 * the next request starts another and loads its graph again.
 */
export class ModelGraphs {
  readonly #source: GraphSource;
  #thread: InferenceThread;
  /** What threads that died were busy with. */
  readonly #dead: InferenceThread[] = [];
  readonly #ending: Promise<void>[] = [];
  readonly #loaded = new Map<GraphName, Promise<void>>();
  #precision: PrecisionDescription;
  #weightsHash: Promise<string> | undefined;

  constructor(source: GraphSource) {
    this.#source = source;
    this.#precision = { name: source.fp16 === true ? 'fp16' : 'fp32' };
    this.#thread = this.#startThread();
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

  /** Milliseconds that the thread has been busy with a graph. */
  busyMs(graph: GraphName): number {
    return [...this.#dead, this.#thread].reduce((sum, thread) => sum + thread.busyMs(graph), 0);
  }

  /** @throws CheckpointError if the checkpoint does not have what its config asks for */
  buildAll(): void {
    for (const graph of WHOLE_MODEL) this.#build(graph);
  }

  async run(
    graph: GraphName,
    feeds: Parameters<InferenceThread['run']>[1],
  ): Promise<Record<string, Float32Array<ArrayBuffer>>> {
    await this.load(graph);
    return this.#thread.run(graph, feeds);
  }

  load(graph: GraphName): Promise<void> {
    if (this.#thread.isDead) this.#replaceThread();
    const loading = this.#loaded.get(graph) ?? this.#load(graph);
    this.#loaded.set(graph, loading);
    return loading;
  }

  async release(graph: GraphName): Promise<void> {
    if (this.#loaded.delete(graph)) await this.#thread.release(graph);
  }

  /** Ends the thread with all that it holds, also on the device; the next request starts another. */
  restart(): void {
    const ending = this.#thread;
    this.#replaceThread();
    this.#ending.push(ending.close());
  }

  async close(): Promise<void> {
    await Promise.all([...this.#ending, this.#thread.close()]);
  }

  #startThread(): InferenceThread {
    return this.#source.startThread?.() ?? new InferenceThread();
  }

  #replaceThread(): void {
    this.#dead.push(this.#thread);
    this.#loaded.clear();
    this.#thread = this.#startThread();
  }

  async #load(graph: GraphName): Promise<void> {
    const source = await this.#sessionSource(graph);
    const { device = 'cpu', threads = this.#chosenThreads(graph) } = this.#source;
    await this.#thread.load(graph, { ...source, device, threads });
  }

  /** Labels may be many, in the scorer too: work enough for all cores. */
  #chosenThreads(graph: GraphName): number {
    const isOfClips = graph === 'video' || graph === 'embeds';
    return isOfClips ? threadsForClips(this.#source.config) : availableParallelism();
  }

  async #sessionSource(graph: GraphName): Promise<Omit<SessionSource, 'threads' | 'device'>> {
    const { checkpoint, config, scaling, folder, int8 } = this.#source;
    if (int8 === undefined || (graph !== 'video' && graph !== 'embeds')) {
      return { model: this.#build(graph), weightsFolder: checkpoint.folder };
    }
    const weightsHash = await this.hashWeights();
    const wanted = { withContext: graph === 'video' };
    const made = await int8Video({
      ...int8,
      folder,
      weightsHash,
      config,
      scaling,
      thread: this.#thread,
      wanted,
    });
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
