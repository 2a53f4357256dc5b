import { answer, withDefaults, type OutputFlags } from './capture-flags.js';
import { Callable, type CallableClass } from '../callable.js';
import type { BaseModelOutputWithPooling, OutputTuple } from './model-output.js';
import { noWeights, OpenedModel, openModel, requireConfig } from './opened-model.js';
import type { ModelOptions } from '../pretrained.js';
import type { TextInputs } from './text-inputs.js';
import { TextTower } from './text-tower.js';
import { XCLIPTextConfig } from '../configs/xclip-text-config.js';
import { towerPart } from '../configs/pretrained-config.js';

/** What XCLIPTextModel's forward takes: what the tokenizer gives, and how to answer. */
export interface XCLIPTextModelInputs extends TextInputs, OutputFlags {}

/** Calling a model runs its forward. */
export interface XCLIPTextModelCall {
  (inputs: XCLIPTextModelInputs & { return_dict: false }): Promise<OutputTuple>;
  (inputs: XCLIPTextModelInputs): Promise<BaseModelOutputWithPooling>;
}

/**
 * The text tower without a projection.
 * @see https://huggingface.co/docs/transformers/model_doc/xclip#transformers.XCLIPTextModel
 */
export class XCLIPTextModel extends (Callable as CallableClass<XCLIPTextModelCall>) {
  readonly config: XCLIPTextConfig;
  readonly #opened: OpenedModel | undefined;
  readonly #tower: TextTower | undefined;

  /** A model from a configuration alone has no weights and cannot run: use `from_pretrained`. */
  constructor(config: XCLIPTextConfig, opened?: object) {
    super();
    this.config = requireConfig(config, XCLIPTextConfig);
    if (!(opened instanceof OpenedModel)) return;
    this.#opened = opened;
    this.#tower = new TextTower(opened.graphs, opened.config, opened.attention);
  }

  /**
   * The text tower of a checkpoint, or one that was saved alone.
   * @param id a folder, a bundled model's name or a Hub id
   * @throws CheckpointError if it cannot be had or used
   */
  static async from_pretrained(id: string, options: ModelOptions = {}): Promise<XCLIPTextModel> {
    const opened = await openModel(id, options, 'text');
    return new XCLIPTextModel(new XCLIPTextConfig(towerPart(opened.json, 'text')), opened);
  }

  /**
   * Texts → the states of their tokens. `pooler_output` is the state of each text's token with the highest id, which
   * is the end token's.
   * @throws XclipError MISSING_INPUT, BAD_TENSOR, TOO_LONG, UNKNOWN_TOKEN, NO_WEIGHTS, DISPOSED
   */
  forward(inputs: XCLIPTextModelInputs & { return_dict: false }): Promise<OutputTuple>;
  forward(inputs: XCLIPTextModelInputs): Promise<BaseModelOutputWithPooling>;
  async forward(inputs: XCLIPTextModelInputs): Promise<BaseModelOutputWithPooling | OutputTuple> {
    if (this.#tower === undefined) throw noWeights('XCLIPTextModel');
    const flags = withDefaults(inputs, this.config, this.config);
    return answer(await this.#tower.forward(flags, flags), flags);
  }

  /** @internal */
  _call(inputs: XCLIPTextModelInputs): Promise<BaseModelOutputWithPooling> {
    return this.forward(inputs);
  }

  /** Ends the worker thread. */
  async dispose(): Promise<void> {
    await this.#opened?.graphs.close();
  }
}
