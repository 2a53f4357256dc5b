import { availableParallelism } from 'node:os';
import type { Checkpoint } from './checkpoint/checkpoint.js';
import { openCheckpoint } from './checkpoint/open-checkpoint.js';
import { hashWeights } from './checkpoint/weights-hash.js';
import { parseConfig, type XclipConfig } from './config.js';
import { buildScorerGraph } from './graph/scorer-graph.js';
import { buildTextGraph } from './graph/text-graph.js';
import { buildVideoGraph, type VideoOutputs } from './graph/video-graph.js';
import { InferenceThread } from './inference-thread.js';
import { int8Video, type Int8Options, type PrecisionDescription } from './int8/int8-video.js';
import { requireJsonFile } from './json-file.js';
import { openPreprocessing, type Preprocessing } from './processor.js';
import type { SessionSource } from './session.js';
import { groupByLength, textFeeds } from './text-batches.js';
import { openTokenizer, type LabelTokenizer } from './tokenizer.js';

/** Labels a call of the text graph: enough to fill the cores, few enough to stay small. */
const TEXT_GROUP = 32;

type Floats = Float32Array<ArrayBuffer>;

/** Clips as the scorer needs them. */
export interface EncodedClips {
  /** [clips, projectionDim], not normalised */
  videoEmbeds: Floats;
  /** [clips, patches, projectionDim]; empty where it was not asked for */
  visualContext: Floats;
}

/** Encoded labels. */
export interface TextFeatures {
  /** [labels, projectionDim], not normalised */
  features: Floats;
  labelCount: number;
  /** labels that were longer than the model's context */
  truncated: number[];
}

/** An X-CLIP checkpoint, ready to run. The three graphs are loaded when they are first needed. */
export class XclipModel {
  readonly #thread = new InferenceThread();
  readonly #graphs = new Map<string, Promise<void>>();
  #tokenizer: LabelTokenizer | undefined;
  #precision: PrecisionDescription = { name: 'fp32' };
  #weightsHash: Promise<string> | undefined;

  private constructor(
    private readonly folder: string,
    readonly config: XclipConfig,
    readonly preprocessing: Preprocessing,
    private readonly checkpoint: Checkpoint,
    private readonly threads: number,
    private readonly int8: Int8Options | undefined,
  ) {}

  /**
   * @param folder config.json, model.safetensors, tokenizer.json and preprocessor_config.json
   * @param threads cores for inference; all by default
   * @param int8 compute the vision tower in int8; in fp32 if undefined
   * @throws CheckpointError what is missing, broken or does not fit
   */
  static open(
    folder: string,
    { threads = availableParallelism(), int8 }: { threads?: number; int8?: Int8Options | undefined } = {},
  ): XclipModel {
    const config = parseConfig(requireJsonFile(folder, 'config.json'));
    const preprocessing = openPreprocessing(folder, config.vision.imageSize);
    return new XclipModel(folder, config, preprocessing, openCheckpoint(folder), threads, int8);
  }

  /** What cosines are multiplied by to give logits: exp(logit_scale). */
  get logitScale(): number {
    return Math.exp(this.checkpoint.readWeight('logit_scale', [])[0] ?? 0);
  }

  /** What the vision tower computes in. The form of int8 is known once the video graph is loaded (`warmUp`). */
  get precision(): PrecisionDescription {
    return this.#precision;
  }

  /** SHA-256 of the weights, computed once. */
  hashWeights(): Promise<string> {
    return (this.#weightsHash ??= hashWeights(this.checkpoint.files));
  }

  /** Milliseconds that the inference thread has been busy with a graph. */
  busyMs(graph: GraphName): number {
    return this.#thread.busyMs(graph);
  }

  /**
   * Holds the checkpoint against what its config asks for.
   * @returns the names of tensors that no graph takes
   * @throws CheckpointError MISSING_TENSOR, WRONG_SHAPE, WRONG_TYPE
   */
  checkStructure(): string[] {
    for (const graph of GRAPH_NAMES) this.#build(graph);
    return this.checkpoint.unusedNames;
  }

  /** Made when labels come: it takes a quarter of a second, in which the inference thread can load graphs. */
  #openTokenizer(): LabelTokenizer {
    const { maxPositionEmbeddings: maxTokens, vocabSize } = this.config.text;
    return (this.#tokenizer ??= openTokenizer(this.folder, { maxTokens, vocabSize }));
  }

  /**
   * Loads the graphs that tagging clips needs, so that a broken checkpoint is found before any work.
   * @param options withContext: false for clips that will never be scored
   */
  async warmUp({ withContext = true }: VideoOutputs = {}): Promise<void> {
    await Promise.all(withContext ? [this.#load('video'), this.#load('scorer')] : [this.#load('embeds')]);
  }

  /** Labels → text features. The text graph is let go afterwards: labels are encoded once per run. */
  async encodeLabels(labels: readonly string[]): Promise<TextFeatures> {
    const tokenizer = this.#openTokenizer();
    const tokenized = labels.map((label) => tokenizer.tokenize(label));
    const width = this.config.projectionDim;
    const features = new Float32Array(labels.length * width);
    for (const { ids, places } of groupByLength(
      tokenized.map((label) => label.ids),
      TEXT_GROUP,
    )) {
      const { text_features: rows } = await this.#run('text', textFeeds(ids));
      for (const [row, place] of places.entries()) {
        features.set(part(rows, row, width), place * width);
      }
    }
    await this.#release('text');
    return {
      features,
      labelCount: labels.length,
      truncated: tokenized.flatMap((label, place) => (label.truncated ? [place] : [])),
    };
  }

  /**
   * Clips → embeds and context. On a CPU the graph runs clip by clip: one fills the cores, and onnxruntime adds in
   * another order for a batch than for one clip, on which a result must not depend.
   * @param frames uint8 [clipCount, numFrames, imageSize, imageSize, 3]
   * @param options withContext: false leaves out what only the context needs; the embeds' last digits may differ
   */
  async encodeClips(
    frames: Uint8Array,
    clipCount: number,
    { withContext = true }: VideoOutputs = {},
  ): Promise<EncodedClips> {
    const clipBytes = frames.length / clipCount;
    const calls = Array.from({ length: clipCount }, (_, i) =>
      this.#encodeClip(new Uint8Array(frames.subarray(i * clipBytes, (i + 1) * clipBytes)), withContext),
    );
    const clips = await Promise.all(calls);
    return {
      videoEmbeds: joined(clips.map((clip) => clip.videoEmbeds)),
      visualContext: joined(clips.map((clip) => clip.visualContext)),
    };
  }

  async #encodeClip(frames: Uint8Array<ArrayBuffer>, withContext: boolean): Promise<EncodedClips> {
    const { numFrames, imageSize } = this.config.vision;
    const dims = [1, numFrames, imageSize, imageSize, 3];
    const graph = withContext ? 'video' : 'embeds';
    const outputs = await this.#run(graph, { frames: { type: 'uint8', data: frames, dims } });
    return {
      videoEmbeds: named(outputs, 'video_embeds'),
      visualContext: withContext ? named(outputs, 'visual_context') : new Float32Array(),
    };
  }

  /** Clips × labels → logits [clipCount, labels], the reference's `logits_per_video`. */
  async score(clips: EncodedClips, clipCount: number, texts: TextFeatures): Promise<Floats> {
    const { projectionDim: width } = this.config;
    const patches = clips.visualContext.length / clipCount / width;
    const outputs = await this.#run('scorer', {
      video_embeds: { type: 'float32', data: clips.videoEmbeds.slice(), dims: [clipCount, width] },
      visual_context: {
        type: 'float32',
        data: clips.visualContext.slice(),
        dims: [clipCount, patches, width],
      },
      text_features: { type: 'float32', data: texts.features.slice(), dims: [texts.labelCount, width] },
    });
    return named(outputs, 'logits_per_video');
  }

  async close(): Promise<void> {
    await this.#thread.close();
  }

  async #run(
    graph: GraphName,
    feeds: Parameters<InferenceThread['run']>[1],
  ): Promise<Record<string, Floats>> {
    await this.#load(graph);
    return this.#thread.run(graph, feeds);
  }

  #load(graph: GraphName): Promise<void> {
    const loading = this.#graphs.get(graph) ?? this.#loadNew(graph);
    this.#graphs.set(graph, loading);
    return loading;
  }

  async #loadNew(graph: GraphName): Promise<void> {
    const { threads } = this;
    await this.#thread.load(graph, { ...(await this.#source(graph)), threads });
  }

  async #source(graph: GraphName): Promise<Omit<SessionSource, 'threads'>> {
    if (this.int8 === undefined || (graph !== 'video' && graph !== 'embeds')) {
      return { model: this.#build(graph), weightsFolder: this.checkpoint.folder };
    }
    const { folder, config } = this;
    const { scaling } = this.preprocessing;
    const made = await int8Video({
      ...this.int8,
      folder,
      weightsHash: await this.hashWeights(),
      config,
      scaling,
      thread: this.#thread,
      wanted: { withContext: graph === 'video' },
    });
    this.#precision = made.precision;
    return made.graph;
  }

  async #release(graph: GraphName): Promise<void> {
    if (this.#graphs.delete(graph)) await this.#thread.release(graph);
  }

  #build(graph: GraphName): Uint8Array<ArrayBuffer> {
    switch (graph) {
      case 'text':
        return buildTextGraph(this.checkpoint, this.config);
      case 'video':
        return buildVideoGraph(this.checkpoint, this.config, this.preprocessing.scaling);
      case 'embeds':
        return buildVideoGraph(this.checkpoint, this.config, this.preprocessing.scaling, {
          withContext: false,
        });
      case 'scorer':
        return buildScorerGraph(this.checkpoint, this.config);
    }
  }
}

/** Between them they take every tensor. */
const GRAPH_NAMES = ['text', 'video', 'scorer'] as const;
/** `embeds` is `video` without the context. */
type GraphName = (typeof GRAPH_NAMES)[number] | 'embeds';

function named(outputs: Record<string, Floats>, name: string): Floats {
  const output = outputs[name];
  if (output === undefined) throw new TypeError(`the graph has no output ${name}`);
  return output;
}

function part(rows: Floats | undefined, row: number, width: number): Floats {
  if (rows === undefined) throw new TypeError('the text graph has no output text_features');
  return rows.subarray(row * width, (row + 1) * width);
}

function joined(parts: readonly Floats[]): Floats {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
