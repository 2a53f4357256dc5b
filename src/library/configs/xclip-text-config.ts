import {
  overridden,
  PretrainedConfig,
  readConfig,
  towerPart,
  type ConfigInit,
  type JsonDict,
} from './pretrained-config.js';
import type { PretrainedOptions } from '../pretrained.js';

/**
 * The text tower's configuration. Its defaults are those of microsoft/xclip-base-patch32.
 * @see https://huggingface.co/docs/transformers/model_doc/xclip#transformers.XCLIPTextConfig
 */
export class XCLIPTextConfig extends PretrainedConfig {
  readonly model_type = 'xclip_text_model';
  /** number of token ids */
  vocab_size = 49408;
  /** width of a token */
  hidden_size = 512;
  /** width inside an MLP */
  intermediate_size = 2048;
  num_hidden_layers = 12;
  num_attention_heads = 8;
  /** longest text, in tokens */
  max_position_embeddings = 77;
  /** `quick_gelu`, `gelu`, `gelu_new`, `gelu_fast`, `relu` or `silu` */
  hidden_act = 'quick_gelu';
  layer_norm_eps = 1e-5;
  /** for training: no effect here */
  attention_dropout = 0;
  /** for training: no effect here */
  initializer_range = 0.02;
  /** for training: no effect here */
  initializer_factor = 1;
  /** no effect: the tokenizer has its own */
  pad_token_id: number | null = 1;
  /** no effect: the tokenizer has its own */
  bos_token_id: number | null = 0;
  /** no effect: X-CLIP pools at the highest id, whatever this says (XCLIPTextModel.eos_token_id is 2) */
  eos_token_id: number | number[] | null = 2;

  constructor(settings: ConfigInit<XCLIPTextConfigSettings> = {}) {
    super();
    this.assign(settings);
  }

  static from_dict(dict: JsonDict): XCLIPTextConfig {
    return new XCLIPTextConfig(dict);
  }

  /**
   * The text part of a checkpoint's config.json, or the config.json of a text tower alone.
   * @param options how it is found, and settings in the place of its own
   * @throws CheckpointError if it cannot be had; XclipError BAD_OPTION
   */
  static async from_pretrained(
    id: string,
    options: PretrainedOptions & ConfigInit<XCLIPTextConfigSettings> = {},
  ): Promise<XCLIPTextConfig> {
    const { json, settings } = await readConfig(id, options);
    const part = towerPart(json, 'text');
    return new XCLIPTextConfig({ ...part, ...overridden(new XCLIPTextConfig(part), settings) });
  }
}

/** What XCLIPTextConfig's constructor takes. */
export type XCLIPTextConfigSettings = Omit<XCLIPTextConfig, keyof PretrainedConfig> & SharedSettings;

/** Settings of every configuration. */
export type SharedSettings = Pick<
  PretrainedConfig,
  'output_hidden_states' | 'output_attentions' | 'return_dict'
>;
