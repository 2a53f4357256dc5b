import {
  overridden,
  PretrainedConfig,
  readConfig,
  towerPart,
  type ConfigInit,
  type JsonDict,
} from './pretrained-config.js';
import type { PretrainedOptions } from '../pretrained.js';
import type { SharedSettings } from './xclip-text-config.js';

/**
 * The vision tower's configuration, and the multi-frame integration transformer's (`mit_…`). Its defaults are those
 * of microsoft/xclip-base-patch32.
 * @see https://huggingface.co/docs/transformers/model_doc/xclip#transformers.XCLIPVisionConfig
 */
export class XCLIPVisionConfig extends PretrainedConfig {
  readonly model_type = 'xclip_vision_model';
  /** width of a token */
  hidden_size = 768;
  /** width inside an MLP */
  intermediate_size = 3072;
  num_hidden_layers = 12;
  num_attention_heads = 12;
  /** width inside the MIT: must equal XCLIPConfig's projection_dim */
  mit_hidden_size = 512;
  mit_intermediate_size = 2048;
  mit_num_hidden_layers = 1;
  mit_num_attention_heads = 8;
  /** only 3 can run: red, green, blue */
  num_channels = 3;
  /** width and height of a frame in pixels */
  image_size: number | number[] = 224;
  /** width and height of a patch in pixels */
  patch_size: number | number[] = 32;
  /** frames of a video: exactly as many must be given */
  num_frames = 8;
  /** `quick_gelu`, `gelu`, `gelu_new`, `gelu_fast`, `relu` or `silu` */
  hidden_act = 'quick_gelu';
  layer_norm_eps = 1e-5;
  /** for training: no effect here */
  attention_dropout = 0;
  /** for training: no effect here */
  initializer_range = 0.02;
  /** for training: no effect here */
  initializer_factor = 1;
  /** for training: no effect here */
  drop_path_rate = 0;

  constructor(settings: ConfigInit<XCLIPVisionConfigSettings> = {}) {
    super();
    this.assign(settings);
  }

  static from_dict(dict: JsonDict): XCLIPVisionConfig {
    return new XCLIPVisionConfig(dict);
  }

  /**
   * The vision part of a checkpoint's config.json, or the config.json of a vision tower alone.
   * @param options how it is found, and settings in the place of its own
   * @throws CheckpointError if it cannot be had; XclipError BAD_OPTION
   */
  static async from_pretrained(
    id: string,
    options: PretrainedOptions & ConfigInit<XCLIPVisionConfigSettings> = {},
  ): Promise<XCLIPVisionConfig> {
    const { json, settings } = await readConfig(id, options);
    const part = towerPart(json, 'vision');
    return new XCLIPVisionConfig({ ...part, ...overridden(new XCLIPVisionConfig(part), settings) });
  }
}

/** What XCLIPVisionConfig's constructor takes. */
export type XCLIPVisionConfigSettings = Omit<XCLIPVisionConfig, keyof PretrainedConfig> & SharedSettings;
