import { Tensor, type FloatTensor } from '../tensor.js';

/** What a forward gives as a tuple: its fields in order, those that were not asked for left out. */
export type OutputTuple = (Tensor | OutputTuple | readonly Tensor[])[];

/** transformers' ModelOutput: named fields that can be had as a tuple. */
export abstract class ModelOutput {
  /** Names of the fields that are there, in order. */
  keys(): string[] {
    return Object.entries(this).flatMap(([key, value]) => (value === undefined ? [] : [key]));
  }

  /** The fields that are there, in order; outputs inside are tuples too. */
  to_tuple(): OutputTuple {
    return (Object.values(this) as (OutputTuple[number] | ModelOutput | undefined)[]).flatMap((value) => {
      if (value === undefined) return [];
      return [value instanceof ModelOutput ? value.to_tuple() : value];
    });
  }
}

interface PooledFields {
  last_hidden_state: FloatTensor;
  pooler_output: FloatTensor;
  hidden_states?: readonly FloatTensor[] | undefined;
  attentions?: readonly FloatTensor[] | undefined;
}

/** transformers' BaseModelOutputWithPooling. */
export class BaseModelOutputWithPooling extends ModelOutput {
  /** float32 [batch, tokens, hidden_size]; of text after, of vision before the last LayerNorm */
  readonly last_hidden_state: FloatTensor;
  /** float32 [batch, hidden_size], after the last LayerNorm */
  readonly pooler_output: FloatTensor;
  /**
   * With `output_hidden_states`: the input of the first layer and the output of each, float32
   * [batch, tokens, hidden_size] each, before the last LayerNorm.
   */
  readonly hidden_states: readonly FloatTensor[] | undefined;
  /**
   * With `output_attentions`: each layer's weights after the softmax, float32 [batch, num_attention_heads, tokens,
   * tokens]; in vision the last token is the frame's message.
   */
  readonly attentions: readonly FloatTensor[] | undefined;

  constructor({ last_hidden_state, pooler_output, hidden_states, attentions }: PooledFields) {
    super();
    this.last_hidden_state = last_hidden_state;
    this.pooler_output = pooler_output;
    this.hidden_states = hidden_states;
    this.attentions = attentions;
  }
}

/**
 * What `get_text_features` and `get_video_features` give: the features themselves, as the documentation page and
 * transformers 4 have it, and beside them the tower's output with the features as its `pooler_output`, as
 * transformers 5 has it.
 */
export class FeaturesTensor extends Tensor<Float32Array<ArrayBuffer>> {
  readonly last_hidden_state: FloatTensor;
  readonly hidden_states: readonly FloatTensor[] | undefined;
  readonly attentions: readonly FloatTensor[] | undefined;

  /** @param features float32 [batch, projection_dim], not normalised */
  constructor(features: FloatTensor, tower: BaseModelOutputWithPooling) {
    super(features.data, features.dims);
    this.last_hidden_state = tower.last_hidden_state;
    this.hidden_states = tower.hidden_states;
    this.attentions = tower.attentions;
  }

  /** The features. */
  get pooler_output(): FloatTensor {
    return this;
  }

  /** The tower's output as a tuple, with the features in the place of what it pooled. */
  to_tuple(): OutputTuple {
    const { last_hidden_state, hidden_states, attentions } = this;
    const features = new Tensor(this.data, this.dims);
    return [last_hidden_state, features, hidden_states, attentions].filter((field) => field !== undefined);
  }
}

/** transformers' XCLIPOutput; B videos, K texts, P = projection_dim. Fields are in its order. */
export class XCLIPOutput extends ModelOutput {
  /** With `return_loss`: the contrastive loss, float32 []. */
  readonly loss: FloatTensor | undefined;
  /** float32 [K, B] */
  readonly logits_per_text: FloatTensor;
  /** float32 [B, K, P]: each text as each video's prompts change it, of length 1 */
  readonly text_embeds: FloatTensor;
  readonly text_model_output: BaseModelOutputWithPooling;
  readonly vision_model_output: BaseModelOutputWithPooling;
  /** float32 [B, K]: cosines times exp(logit_scale); their softmax over K are the labels' probabilities */
  readonly logits_per_video: FloatTensor;
  /** float32 [B, P], of length 1 */
  readonly video_embeds: FloatTensor;
  /** the multi-frame integration transformer: `last_hidden_state` [B, num_frames, P], `pooler_output` [B, P] */
  readonly mit_output: BaseModelOutputWithPooling;

  constructor(fields: Omit<XCLIPOutput, keyof ModelOutput>) {
    super();
    this.loss = fields.loss;
    this.logits_per_text = fields.logits_per_text;
    this.text_embeds = fields.text_embeds;
    this.text_model_output = fields.text_model_output;
    this.vision_model_output = fields.vision_model_output;
    this.logits_per_video = fields.logits_per_video;
    this.video_embeds = fields.video_embeds;
    this.mit_output = fields.mit_output;
  }
}
