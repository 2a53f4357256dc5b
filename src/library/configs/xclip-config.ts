import { requireObject } from '../arguments.js';
import type { PretrainedOptions } from '../pretrained.js';
import {
  overridden,
  PretrainedConfig,
  readConfig,
  type ConfigInit,
  type JsonDict,
} from './pretrained-config.js';
import { XCLIPTextConfig, type SharedSettings } from './xclip-text-config.js';
import { XCLIPVisionConfig } from './xclip-vision-config.js';

/**
 * The whole model's configuration. Its defaults are those of microsoft/xclip-base-patch32.
 * @see https://huggingface.co/docs/transformers/model_doc/xclip#transformers.XCLIPConfig
 */
export class XCLIPConfig extends PretrainedConfig {
  readonly model_type = 'xclip';
  readonly text_config: XCLIPTextConfig;
  readonly vision_config: XCLIPVisionConfig;
  /** width of text and video embeds */
  projection_dim = 512;
  /** layers of the video-specific prompt generator */
  prompt_layers = 2;
  /** where training starts the prompts' share from: the checkpoint holds what came of it */
  prompt_alpha = 0.1;
  /** `quick_gelu`, `gelu`, `gelu_new`, `gelu_fast`, `relu` or `silu` */
  prompt_hidden_act = 'quick_gelu';
  prompt_num_attention_heads = 8;
  /** for training: no effect here */
  prompt_attention_dropout = 0;
  /** for training: no effect here */
  prompt_projection_dropout = 0;
  /** where training starts the logits' scale from: the checkpoint holds what came of it */
  logit_scale_init_value = 2.6592;
  /** for training: no effect here */
  initializer_factor = 1;

  /**
   * `text_config` and `vision_config` may be configurations or their settings. The old `text_config_dict` and
   * `vision_config_dict` take their place where they are given, as in transformers.
   */
  constructor(settings: ConfigInit<XCLIPConfigSettings> = {}) {
    super();
    const { text_config, vision_config, text_config_dict, vision_config_dict, ...rest } = requireObject(
      settings,
      'XCLIPConfig',
    );
    this.assign(rest);
    this.text_config = new XCLIPTextConfig(dictOf(text_config_dict ?? text_config));
    this.vision_config = new XCLIPVisionConfig(dictOf(vision_config_dict ?? vision_config));
  }

  override to_dict(): Record<string, unknown> {
    const towers = { text_config: this.text_config.to_dict(), vision_config: this.vision_config.to_dict() };
    return { ...super.to_dict(), ...towers };
  }

  /** One configuration from a text tower's and a vision tower's, which are copied, and further settings. */
  static from_text_vision_configs(
    text_config: XCLIPTextConfig,
    vision_config: XCLIPVisionConfig,
    settings: ConfigInit<XCLIPConfigSettings> = {},
  ): XCLIPConfig {
    return new XCLIPConfig({ ...settings, text_config, vision_config });
  }

  static from_dict(dict: JsonDict): XCLIPConfig {
    return new XCLIPConfig(dict);
  }

  /**
   * A checkpoint's config.json.
   * @param options how it is found, and settings in the place of its own; of the towers' only those that are named
   * @throws CheckpointError if it cannot be had; XclipError BAD_OPTION
   */
  static async from_pretrained(
    id: string,
    options: PretrainedOptions & ConfigInit<XCLIPConfigSettings> = {},
  ): Promise<XCLIPConfig> {
    const { json, settings } = await readConfig(id, options);
    const stored = new XCLIPConfig(json);
    const { text_config, vision_config, ...rest } = overridden(stored, settings);
    return new XCLIPConfig({
      ...stored.to_dict(),
      ...rest,
      text_config: { ...stored.text_config.to_dict(), ...dictOf(text_config) },
      vision_config: { ...stored.vision_config.to_dict(), ...dictOf(vision_config) },
    });
  }
}

/** What XCLIPConfig's constructor takes. */
export type XCLIPConfigSettings = Omit<
  XCLIPConfig,
  keyof PretrainedConfig | 'text_config' | 'vision_config'
> &
  SharedSettings & {
    text_config: XCLIPTextConfig | JsonDict | null;
    vision_config: XCLIPVisionConfig | JsonDict | null;
  };

function dictOf(config: unknown): JsonDict {
  if (config instanceof PretrainedConfig) return config.to_dict();
  return requireObject(config ?? {}, 'a tower’s configuration');
}
