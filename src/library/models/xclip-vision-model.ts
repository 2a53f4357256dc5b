import { requireObject } from '../arguments.js';
import { answer, withDefaults, type OutputFlags } from './capture-flags.js';
import { Callable, type CallableClass } from '../callable.js';
import type { BaseModelOutputWithPooling, OutputTuple } from './model-output.js';
import { noWeights, OpenedModel, openModel, requireConfig } from './opened-model.js';
import { towerPart } from '../configs/pretrained-config.js';
import type { ModelOptions } from '../pretrained.js';
import type { TensorLike } from '../tensor.js';
import type { VisionInputs } from './vision-inputs.js';
import { VisionTower } from './vision-tower.js';
import { XCLIPVisionConfig } from '../configs/xclip-vision-config.js';

/** What XCLIPVisionModel's forward takes: pixels [videos · num_frames, 3, height, width], and how to answer. */
export interface XCLIPVisionModelInputs extends VisionInputs, OutputFlags {}

/** Calling a model runs its forward. */
export interface XCLIPVisionModelCall {
  (inputs: XCLIPVisionModelInputs & { return_dict: false }): Promise<OutputTuple>;
  (inputs: XCLIPVisionModelInputs | TensorLike): Promise<BaseModelOutputWithPooling>;
}

/**
 * The vision tower without a projection: frames, of which each `num_frames` exchange messages.
 * @see https://huggingface.co/docs/transformers/model_doc/xclip#transformers.XCLIPVisionModel
 */
export class XCLIPVisionModel extends (Callable as CallableClass<XCLIPVisionModelCall>) {
  readonly config: XCLIPVisionConfig;
  readonly #opened: OpenedModel | undefined;
  readonly #tower: VisionTower | undefined;

  /** A model from a configuration alone has no weights and cannot run: use `from_pretrained`. */
  constructor(config: XCLIPVisionConfig, opened?: object) {
    super();
    this.config = requireConfig(config, XCLIPVisionConfig);
    if (!(opened instanceof OpenedModel)) return;
    this.#opened = opened;
    this.#tower = new VisionTower(opened.graphs, opened.config, opened.checkpoint);
  }

  /**
   * The vision tower of a checkpoint, or one that was saved alone.
   * @param id a folder, a bundled model's name or a Hub id
   * @throws CheckpointError if it cannot be had or used
   */
  static async from_pretrained(id: string, options: ModelOptions = {}): Promise<XCLIPVisionModel> {
    const opened = await openModel(id, options, 'vision');
    return new XCLIPVisionModel(new XCLIPVisionConfig(towerPart(opened.json, 'vision')), opened);
  }

  /**
   * Frames → the states of their class token and patches. `last_hidden_state` is as the last layer leaves it;
   * `pooler_output` is its class token after `post_layernorm`.
   * @param inputs or, as in the page's example, the pixels alone
   * @throws XclipError MISSING_INPUT, BAD_TENSOR, WRONG_IMAGE_SIZE, WRONG_FRAME_COUNT, NO_WEIGHTS, DISPOSED
   */
  forward(inputs: XCLIPVisionModelInputs & { return_dict: false }): Promise<OutputTuple>;
  forward(inputs: XCLIPVisionModelInputs | TensorLike): Promise<BaseModelOutputWithPooling>;
  async forward(
    inputs: XCLIPVisionModelInputs | TensorLike,
  ): Promise<BaseModelOutputWithPooling | OutputTuple> {
    if (this.#tower === undefined) throw noWeights('XCLIPVisionModel');
    const named = 'data' in requireObject(inputs, 'a model') ? { pixel_values: inputs as TensorLike } : inputs;
    const flags = withDefaults(named as XCLIPVisionModelInputs, this.config, this.config);
    return answer(await this.#tower.forward(flags, flags), flags);
  }

  /** @internal */
  _call(inputs: XCLIPVisionModelInputs | TensorLike): Promise<BaseModelOutputWithPooling> {
    return this.forward(inputs);
  }

  /** Ends the worker thread. */
  async dispose(): Promise<void> {
    await this.#opened?.graphs.close();
  }
}
