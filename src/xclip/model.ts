import { allFinite } from '../all-finite.js';
import { CheckpointError } from '../errors.js';
import { ClipEncoder, type EncodedClips } from './clip-encoder.js';
import { namedOutput } from './runtime/session.js';
import type { DeviceName } from './runtime/device/device-names.js';
import { deviceError } from './runtime/device/explain-failure.js';
import type { Checkpoint } from './checkpoint/checkpoint.js';
import { openCheckpoint } from './checkpoint/open-checkpoint.js';
import { parseConfig, type XclipConfig } from './config.js';
import type { VideoOutputs } from './graph/video-graph.js';
import type { Int8Options, PrecisionDescription } from './int8/int8-video.js';
import { requireJsonFile } from './json-file.js';
import { ModelGraphs, type GraphName } from './model-graphs.js';
import { openPreprocessing, type Preprocessing } from './processor.js';
import { averageFeatures, type LabelText } from './text/average-features.js';
import { groupByLength, textFeeds } from './text/text-batches.js';
import { openTokenizer, type LabelTokenizer } from './text/tokenizer.js';
import { at } from '../at.js';

/** Labels a call of the text graph: enough to fill the cores, few enough to stay small. */
const TEXT_GROUP = 32;
/** Labels a call of the scorer: of base-patch32 some 60 MB. */
const SCORED_LABELS = 1024;

type Floats = Float32Array<ArrayBuffer>;

/** Encoded labels. */
export interface TextFeatures {
  /** [labels, projectionDim], not normalised */
  features: Floats;
  labelCount: number;
  /** labels that were longer than the model's context, or one of whose texts was */
  truncated: number[];
}

interface OpenOptions {
  /** the folder of the Hub's cache that holds the weights, where they come from there (hub/hub-blobs.ts) */
  hubBlobs?: string | undefined;
  /** cores for inference; by default all, or one for clips that are little work */
  threads?: number | undefined;
  /** compute the vision tower in int8; in fp32 if undefined */
  int8?: Int8Options | undefined;
  /** what to run on; the CPU if undefined */
  device?: DeviceName | undefined;
  /** let a GPU multiply in fp16; in fp32 if undefined */
  fp16?: boolean | undefined;
  /** clips that a GPU takes at once; tried out if undefined. A CPU takes one */
  clipsPerCall?: number | undefined;
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
    private readonly clips: ClipEncoder,
  ) {}

  /**
   * @param folder config.json, model.safetensors, tokenizer.json and preprocessor_config.json
   * @throws CheckpointError what is missing, broken or does not fit
   */
  static open(folder: string, { clipsPerCall, ...options }: OpenOptions = {}): XclipModel {
    const config = parseConfig(requireJsonFile(folder, 'config.json'));
    const preprocessing = openPreprocessing(folder, config.vision.imageSize);
    const checkpoint = openCheckpoint(folder);
    const { scaling } = preprocessing;
    const graphs = new ModelGraphs({ checkpoint, config, scaling, folder, ...options });
    const clips = new ClipEncoder(graphs, config.vision, clipsPerCall);
    return new XclipModel(folder, config, preprocessing, checkpoint, graphs, clips);
  }

  /** What cosines are multiplied by to give logits: exp(logit_scale). */
  get logitScale(): number {
    return Math.exp(at(this.checkpoint.readWeight('logit_scale', []), 0));
  }

  /** What it runs on. */
  get device(): DeviceName {
    return this.graphs.device;
  }

  /** How many clips go at once, and what there is to say of that; known after `warmUp`. */
  get clipsPerCall(): { size: number; note: string | undefined } {
    return this.clips.perCall;
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

  /** The name of a tensor with numbers that are not finite, found by reading them all. */
  findBrokenWeight(): string | undefined {
    const { checkpoint } = this;
    return checkpoint.weights.find(({ name, shape }) => !allFinite(checkpoint.readWeight(name, shape)))?.name;
  }

  /** Made when labels come: it takes a quarter of a second, in which the inference thread can load graphs. */
  #openTokenizer(): LabelTokenizer {
    const { maxPositionEmbeddings: maxTokens, vocabSize } = this.config.text;
    return (this.#tokenizer ??= openTokenizer(this.folder, { maxTokens, vocabSize }));
  }

  /**
   * Loads the graphs that tagging clips needs, so that a broken checkpoint is found before any work, and tries a GPU.
   * @param options withContext: false for clips that will never be scored
   * @throws XclipError NO_DEVICE if the GPU does not run them
   */
  async warmUp({ withContext = true }: VideoOutputs = {}): Promise<void> {
    const graphs: GraphName[] = withContext ? ['video', 'scorer'] : ['embeds'];
    try {
      await Promise.all(graphs.map((graph) => this.graphs.load(graph)));
      if (this.device !== 'cpu') await this.clips.settle({ withContext });
    } catch (error) {
      throw this.device === 'cpu' || error instanceof CheckpointError
        ? error
        : deviceError(this.device, error);
    }
  }

  /**
   * Labels → text features, one a label, the mean where a label has several texts (`averageFeatures`). The text graph is
   * let go afterwards: labels are encoded once per run.
   */
  async encodeLabels(labels: readonly LabelText[]): Promise<TextFeatures> {
    const tokenizer = this.#openTokenizer();
    const tokenized = labels.flat().map((text) => tokenizer.tokenize(text));
    const owners = labels.flatMap((texts, label) => [texts].flat().map(() => label));
    const width = this.config.projectionDim;
    const features = new Float32Array(tokenized.length * width);
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
    const counts = labels.map((texts) => (typeof texts === 'string' ? 1 : texts.length));
    const cut = tokenized.flatMap(({ truncated }, place) => (truncated ? [at(owners, place)] : []));
    return {
      features: averageFeatures(features, counts, width),
      labelCount: labels.length,
      truncated: [...new Set(cut)],
    };
  }

  /**
   * Clips → embeds and context of each.
   * @param clips uint8 [numFrames, imageSize, imageSize, 3] each
   * @param wanted withContext: false leaves out what only the context needs; the embeds' last digits may differ
   * @throws XclipError OUT_OF_MEMORY
   */
  encodeClips(clips: readonly Uint8Array[], wanted: VideoOutputs = {}): Promise<EncodedClips[]> {
    return this.clips.encode(clips, wanted);
  }

  /** The same of one clip. */
  async encodeClip(clip: Uint8Array, wanted: VideoOutputs = {}): Promise<EncodedClips> {
    const [encoded] = await this.encodeClips([clip], wanted);
    if (encoded === undefined) throw new TypeError('a clip gave nothing');
    return encoded;
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
    return namedOutput(outputs, 'logits_per_video');
  }

  async close(): Promise<void> {
    await this.graphs.close();
  }
}

function part(rows: Floats | undefined, row: number, width: number): Floats {
  if (rows === undefined) throw new TypeError('the text graph has no output text_features');
  return rows.subarray(row * width, (row + 1) * width);
}
