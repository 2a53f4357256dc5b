import type { Checkpoint } from './checkpoint/checkpoint.js';
import { openCheckpoint } from './checkpoint/open-checkpoint.js';
import { parseConfig, type XclipConfig } from './config.js';
import type { VideoOutputs } from './graph/video-graph.js';
import type { InferenceThread } from './inference-thread.js';
import type { Int8Options, PrecisionDescription } from './int8/int8-video.js';
import { requireJsonFile } from './json-file.js';
import { ModelGraphs, type GraphName } from './model-graphs.js';
import { openPreprocessing, type Preprocessing } from './processor.js';
import { groupByLength, textFeeds } from './text-batches.js';
import { openTokenizer, type LabelTokenizer } from './tokenizer.js';

/** Labels a call of the text graph: enough to fill the cores, few enough to stay small. */
const TEXT_GROUP = 32;
/** Labels a call of the scorer: of base-patch32 some 60 MB. */
const SCORED_LABELS = 1024;

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

interface OpenOptions {
  /** cores for inference; by default all, or one for clips that are little work */
  threads?: number;
  /** compute the vision tower in int8; in fp32 if undefined */
  int8?: Int8Options | undefined;
  /** tests start one that fails */
  startThread?: (() => InferenceThread) | undefined;
}

/** An X-CLIP checkpoint, ready to run. The three graphs are loaded when they are first needed. */
export class XclipModel {
  #tokenizer: LabelTokenizer | undefined;

  private constructor(
    private readonly folder: string,
    readonly config: XclipConfig,
    readonly preprocessing: Preprocessing,
    private readonly checkpoint: Checkpoint,
    private readonly graphs: ModelGraphs,
  ) {}

  /**
   * @param folder config.json, model.safetensors, tokenizer.json and preprocessor_config.json
   * @throws CheckpointError what is missing, broken or does not fit
   */
  static open(folder: string, { threads, int8, startThread }: OpenOptions = {}): XclipModel {
    const config = parseConfig(requireJsonFile(folder, 'config.json'));
    const preprocessing = openPreprocessing(folder, config.vision.imageSize);
    const checkpoint = openCheckpoint(folder);
    const { scaling } = preprocessing;
    const graphs = new ModelGraphs({ checkpoint, config, scaling, folder, threads, int8, startThread });
    return new XclipModel(folder, config, preprocessing, checkpoint, graphs);
  }

  /** What cosines are multiplied by to give logits: exp(logit_scale). */
  get logitScale(): number {
    return Math.exp(this.checkpoint.readWeight('logit_scale', [])[0] ?? 0);
  }

  /** What the vision tower computes in. The form of int8 is known once the video graph is loaded (`warmUp`). */
  get precision(): PrecisionDescription {
    return this.graphs.precision;
  }

  /** SHA-256 of the weights, computed once. */
  hashWeights(): Promise<string> {
    return this.graphs.hashWeights();
  }

  /** Milliseconds that the inference thread has been busy with a graph. */
  busyMs(graph: GraphName): number {
    return this.graphs.busyMs(graph);
  }

  /**
   * Holds the checkpoint against what its config asks for.
   * @returns the names of tensors that no graph takes
   * @throws CheckpointError MISSING_TENSOR, WRONG_SHAPE, WRONG_TYPE
   */
  checkStructure(): string[] {
    this.graphs.buildAll();
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
    const graphs: GraphName[] = withContext ? ['video', 'scorer'] : ['embeds'];
    await Promise.all(graphs.map((graph) => this.graphs.load(graph)));
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
      const { text_features: rows } = await this.graphs.run('text', textFeeds(ids));
      for (const [row, place] of places.entries()) {
        features.set(part(rows, row, width), place * width);
      }
    }
    await this.graphs.release('text');
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
    const outputs = await this.graphs.run(graph, { frames: { type: 'uint8', data: frames, dims } });
    return {
      videoEmbeds: named(outputs, 'video_embeds'),
      visualContext: withContext ? named(outputs, 'visual_context') : new Float32Array(),
    };
  }

  /**
   * Clips × labels → logits [clipCount, labels], the reference's `logits_per_video`. Many labels go in groups, so that
   * what the prompt generator makes of each takes no more memory than a group does.
   */
  async score(clips: EncodedClips, clipCount: number, texts: TextFeatures): Promise<Floats> {
    const { labelCount } = texts;
    if (labelCount <= SCORED_LABELS) return this.#scoreGroup(clips, clipCount, texts.features);
    const { projectionDim: width } = this.config;
    const logits = new Float32Array(clipCount * labelCount);
    for (let first = 0; first < labelCount; first += SCORED_LABELS) {
      const group = texts.features.subarray(first * width, (first + SCORED_LABELS) * width);
      const scored = await this.#scoreGroup(clips, clipCount, group);
      const count = group.length / width;
      for (let clip = 0; clip < clipCount; clip++) {
        logits.set(scored.subarray(clip * count, (clip + 1) * count), clip * labelCount + first);
      }
    }
    return logits;
  }

  /** @param features [labels, projectionDim] */
  async #scoreGroup(clips: EncodedClips, clipCount: number, features: Floats): Promise<Floats> {
    const { projectionDim: width } = this.config;
    const patches = clips.visualContext.length / clipCount / width;
    const contextDims = [clipCount, patches, width];
    // What is handed over is moved to the inference thread: hence copies.
    const outputs = await this.graphs.run('scorer', {
      video_embeds: { type: 'float32', data: clips.videoEmbeds.slice(), dims: [clipCount, width] },
      visual_context: { type: 'float32', data: clips.visualContext.slice(), dims: contextDims },
      text_features: { type: 'float32', data: features.slice(), dims: [features.length / width, width] },
    });
    return named(outputs, 'logits_per_video');
  }

  async close(): Promise<void> {
    await this.graphs.close();
  }
}

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
