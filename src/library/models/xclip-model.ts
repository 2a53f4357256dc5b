import type { Checkpoint } from '../../xclip/checkpoint/checkpoint.js';
import { buildScorerGraph } from '../../xclip/graph/scorer-graph.js';
import { answer, withDefaults, type OutputFlags } from './capture-flags.js';
import { Callable, type CallableClass } from '../callable.js';
import { contrastiveLoss } from './contrastive-loss.js';
import { FeaturesTensor, XCLIPOutput, type OutputTuple } from './model-output.js';
import { namedTensor } from './named-tensors.js';
import { noWeights, OpenedModel, openModel, requireConfig } from './opened-model.js';
import type { ModelOptions } from '../pretrained.js';
import { Tensor, type FloatTensor } from '../tensor.js';
import type { TextInputs } from './text-inputs.js';
import { TextTower } from './text-tower.js';
import type { VisionInputs } from './vision-inputs.js';
import { VisionTower, type EncodedVideos } from './vision-tower.js';
import { XCLIPConfig } from '../configs/xclip-config.js';
import { at } from '../../at.js';

/** What XCLIPModel's forward takes: what the processor gives, and how to answer. */
export interface XCLIPModelInputs extends TextInputs, VisionInputs, OutputFlags {
  /** also `loss`, for which there must be as many texts as videos */
  return_loss?: boolean | undefined;
}

/** Calling a model runs its forward. */
export interface XCLIPModelCall {
  (inputs: XCLIPModelInputs & { return_dict: false }): Promise<OutputTuple>;
  (inputs: XCLIPModelInputs): Promise<XCLIPOutput>;
}

interface Towers {
  opened: OpenedModel;
  text: TextTower;
  vision: VisionTower;
}

/**
 * X-CLIP (Expanding Language-Image Pretrained Models for General Video Recognition, 2022): texts and videos → how
 * well each fits each.
 * @see https://huggingface.co/docs/transformers/model_doc/xclip#transformers.XCLIPModel
 */
export class XCLIPModel extends (Callable as CallableClass<XCLIPModelCall>) {
  readonly config: XCLIPConfig;
  readonly #towers: Towers | undefined;

  /** A model from a configuration alone has no weights and cannot run: use `from_pretrained`. */
  constructor(config: XCLIPConfig, opened?: object) {
    super();
    this.config = requireConfig(config, XCLIPConfig);
    if (!(opened instanceof OpenedModel)) return;
    this.#towers = {
      opened,
      text: new TextTower(opened.graphs, opened.config, opened.attention),
      vision: new VisionTower(opened.graphs, opened.config, opened.checkpoint),
    };
  }

  /**
   * A checkpoint's model. It computes in a worker thread of its own, which starts with the first call.
   * @param id a folder, a bundled model's name or a Hub id, which is downloaded into the Hub's cache
   * @throws CheckpointError if it cannot be had or used; UsageError for a device or precision that is not supported
   */
  static async from_pretrained(id: string, options: ModelOptions = {}): Promise<XCLIPModel> {
    const opened = await openModel(id, options);
    return new XCLIPModel(new XCLIPConfig(opened.json), opened);
  }

  /**
   * Texts and videos → logits, embeds and what they were made of.
   * @throws XclipError MISSING_INPUT, BAD_TENSOR, TOO_LONG, UNKNOWN_TOKEN, WRONG_IMAGE_SIZE, WRONG_FRAME_COUNT,
   *   UNPAIRED (with `return_loss`), NO_WEIGHTS, DISPOSED
   */
  forward(inputs: XCLIPModelInputs & { return_dict: false }): Promise<OutputTuple>;
  forward(inputs: XCLIPModelInputs): Promise<XCLIPOutput>;
  async forward(inputs: XCLIPModelInputs): Promise<XCLIPOutput | OutputTuple> {
    const { text, vision } = this.#requireTowers();
    const { text_config, vision_config } = this.config;
    const flags = withDefaults(inputs, text_config, this.config);
    // The thread works through both in order.
    const [texts, videos] = await Promise.all([
      text.forwardWithFeatures(inputs, flags),
      vision.forwardVideos(inputs, withDefaults(inputs, vision_config, this.config)),
    ]);
    const scores = await this.#score(texts.features, videos);
    const output = new XCLIPOutput({
      loss: inputs.return_loss === true ? contrastiveLoss(scores.logits_per_video) : undefined,
      logits_per_text: transposed(scores.logits_per_video),
      ...scores,
      text_model_output: texts.output,
      vision_model_output: videos.output,
      mit_output: videos.mit,
    });
    return answer(output, flags);
  }

  /** @internal */
  _call(inputs: XCLIPModelInputs): Promise<XCLIPOutput> {
    return this.forward(inputs);
  }

  /**
   * Texts → their features: the projection of XCLIPTextModel's pooled output.
   * @returns float32 [texts, projection_dim], not normalised and not yet changed by any video, with the text tower's
   *   output beside it
   * @throws as `forward`
   */
  get_text_features(inputs: TextInputs & OutputFlags & { return_dict: false }): Promise<OutputTuple>;
  get_text_features(inputs: TextInputs & OutputFlags): Promise<FeaturesTensor>;
  async get_text_features(inputs: TextInputs & OutputFlags): Promise<FeaturesTensor | OutputTuple> {
    const flags = withDefaults(inputs, this.config.text_config, this.config);
    const { output, features } = await this.#requireTowers().text.forwardWithFeatures(flags, flags);
    return answer(new FeaturesTensor(features, output), flags);
  }

  /**
   * Videos → their features: XCLIPVisionModel's pooled frames, projected and brought together by the multi-frame
   * integration transformer.
   * @returns float32 [videos, projection_dim], not normalised, with the vision tower's output beside it
   * @throws as `forward`
   */
  get_video_features(inputs: VisionInputs & OutputFlags & { return_dict: false }): Promise<OutputTuple>;
  get_video_features(inputs: VisionInputs & OutputFlags): Promise<FeaturesTensor>;
  async get_video_features(inputs: VisionInputs & OutputFlags): Promise<FeaturesTensor | OutputTuple> {
    const flags = withDefaults(inputs, this.config.vision_config, this.config);
    const { output, mit } = await this.#requireTowers().vision.forwardVideos(flags, flags);
    return answer(new FeaturesTensor(mit.pooler_output, output), flags);
  }

  /** Ends the worker thread; the model cannot run afterwards. */
  async dispose(): Promise<void> {
    await this.#towers?.opened.graphs.close();
  }

  #requireTowers(): Towers {
    if (this.#towers === undefined) throw noWeights('XCLIPModel');
    return this.#towers;
  }

  async #score(
    texts: FloatTensor,
    { mit, visualContext }: EncodedVideos,
  ): Promise<Pick<XCLIPOutput, 'logits_per_video' | 'text_embeds' | 'video_embeds'>> {
    const { graphs, config } = this.#requireTowers().opened;
    const [textCount = 0, width = 0] = texts.dims;
    const [videoCount = 0] = visualContext.dims;
    const graph = {
      name: 'scorer',
      build: (checkpoint: Checkpoint) => buildScorerGraph(checkpoint, config, { withEmbeds: true }),
    };
    const outputs = await graphs.run(graph, {
      video_embeds: copied(mit.pooler_output),
      visual_context: copied(visualContext),
      text_features: copied(texts),
    });
    return {
      logits_per_video: namedTensor(outputs, 'logits_per_video', [videoCount, textCount]),
      text_embeds: namedTensor(outputs, 'text_embeds', [videoCount, textCount, width]),
      video_embeds: namedTensor(outputs, 'unit_video_embeds', [videoCount, width]),
    };
  }
}

/** For a graph's input: buffers are moved away, and these are the caller's. */
function copied({ data, dims }: FloatTensor) {
  return { type: 'float32', data: data.slice(), dims } as const;
}

function transposed({ data, dims }: FloatTensor): FloatTensor {
  const [rows = 0, columns = 0] = dims;
  const values = Float32Array.from(
    { length: data.length },
    (_, i) => at(data, (i % rows) * columns + Math.floor(i / rows)),
  );
  return new Tensor(values, [columns, rows]);
}
