/**
 * config.json as XCLIPConfig reads it: what is missing takes the documented default, `text_config_dict` and
 * `vision_config_dict` of old files win over their newer names. Unknown keys are left alone.
 */
import { CheckpointError } from '../errors.js';
import { quoted } from '../quoted.js';

export const ACTIVATIONS = ['quick_gelu', 'gelu', 'gelu_new', 'gelu_fast', 'relu', 'silu'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

export interface EncoderConfig {
  hiddenSize: number;
  intermediateSize: number;
  numHiddenLayers: number;
  numAttentionHeads: number;
  hiddenAct: Activation;
  layerNormEps: number;
}

export interface TextConfig extends EncoderConfig {
  vocabSize: number;
  maxPositionEmbeddings: number;
}

export interface VisionConfig extends EncoderConfig {
  imageSize: number;
  patchSize: number;
  numFrames: number;
  /** the multi-frame integration transformer's own sizes; activation and epsilon are the vision tower's */
  mit: EncoderConfig;
}

export interface XclipConfig {
  text: TextConfig;
  vision: VisionConfig;
  projectionDim: number;
  promptLayers: number;
  promptHiddenAct: Activation;
  promptNumAttentionHeads: number;
}

type Json = Readonly<Record<string, unknown>>;

/** No published model comes near; a claim beyond it is damage or malice. */
const LARGEST_SIZE = 1 << 20;

/** @throws CheckpointError BAD_CONFIG naming the key and its value, NOT_XCLIP for another model's config */
export function parseConfig(json: unknown): XclipConfig {
  const root = asObject(json, 'config.json');
  if (root.model_type !== undefined && root.model_type !== 'xclip') {
    throw new CheckpointError(
      `config.json is that of a ${quoted(root.model_type)} model, not of an X-CLIP one`,
      {
        code: 'NOT_XCLIP',
        hint: 'choose an X-CLIP checkpoint, such as microsoft/xclip-base-patch32',
      },
    );
  }
  if (root.model_type === undefined && root.text_config === undefined && root.vision_config === undefined) {
    throw new CheckpointError('config.json names no model_type and has no text_config or vision_config', {
      code: 'NOT_XCLIP',
      hint: 'choose an X-CLIP checkpoint',
    });
  }
  const text = section(root, 'text_config');
  const vision = section(root, 'vision_config');
  const projectionDim = size(root, 'projection_dim', 512);
  const config = {
    text: parseText(text),
    vision: parseVision(vision),
    projectionDim,
    promptLayers: size(root, 'prompt_layers', 2, 0),
    promptHiddenAct: activation(root, 'prompt_hidden_act'),
    promptNumAttentionHeads: heads(
      size(root, 'prompt_num_attention_heads', 8),
      projectionDim,
      'prompt_num_attention_heads',
    ),
  };
  if (config.vision.mit.hiddenSize !== projectionDim) {
    throw bad(
      'vision_config.mit_hidden_size',
      config.vision.mit.hiddenSize,
      `must equal projection_dim (${projectionDim})`,
    );
  }
  return config;
}

function parseText(json: Json): TextConfig {
  const hiddenSize = size(json, 'hidden_size', 512);
  return {
    vocabSize: size(json, 'vocab_size', 49408),
    maxPositionEmbeddings: size(json, 'max_position_embeddings', 77),
    hiddenSize,
    intermediateSize: size(json, 'intermediate_size', 2048),
    numHiddenLayers: size(json, 'num_hidden_layers', 12, 0),
    numAttentionHeads: heads(
      size(json, 'num_attention_heads', 8),
      hiddenSize,
      'text_config.num_attention_heads',
    ),
    hiddenAct: activation(json, 'hidden_act'),
    layerNormEps: epsilon(json),
  };
}

function parseVision(json: Json): VisionConfig {
  const hiddenSize = size(json, 'hidden_size', 768);
  const hiddenAct = activation(json, 'hidden_act');
  const layerNormEps = epsilon(json);
  const mitHiddenSize = size(json, 'mit_hidden_size', 512);
  const numChannels = size(json, 'num_channels', 3);
  if (numChannels !== 3) throw bad('vision_config.num_channels', numChannels, 'must be 3: videos are RGB');
  const imageSize = squareSize(json, 'image_size', 224);
  const patchSize = squareSize(json, 'patch_size', 32);
  if (patchSize > imageSize)
    throw bad('vision_config.patch_size', patchSize, `is larger than image_size (${imageSize})`);
  return {
    imageSize,
    patchSize,
    numFrames: size(json, 'num_frames', 8),
    hiddenSize,
    intermediateSize: size(json, 'intermediate_size', 3072),
    numHiddenLayers: size(json, 'num_hidden_layers', 12, 0),
    numAttentionHeads: heads(
      size(json, 'num_attention_heads', 12),
      hiddenSize,
      'vision_config.num_attention_heads',
    ),
    hiddenAct,
    layerNormEps,
    mit: {
      hiddenSize: mitHiddenSize,
      intermediateSize: size(json, 'mit_intermediate_size', 2048),
      numHiddenLayers: size(json, 'mit_num_hidden_layers', 1, 0),
      numAttentionHeads: heads(
        size(json, 'mit_num_attention_heads', 8),
        mitHiddenSize,
        'vision_config.mit_num_attention_heads',
      ),
      hiddenAct,
      layerNormEps,
    },
  };
}

function bad(key: string, value: unknown, why: string): CheckpointError {
  return new CheckpointError(`config.json: ${key} is ${quoted(value)} but ${why}`, {
    code: 'BAD_CONFIG',
  });
}

function asObject(value: unknown, what: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new CheckpointError(`${what} is not a JSON object`, { code: 'BAD_CONFIG' });
}

/** Where an old file has `text_config_dict`, transformers completes it with defaults and lets it win whole. */
function section(root: Json, key: 'text_config' | 'vision_config'): Json {
  const legacy = root[`${key}_dict`] ?? undefined;
  return asObject(legacy ?? root[key] ?? {}, `config.json: ${legacy === undefined ? key : `${key}_dict`}`);
}

function size(json: Json, key: string, fallback: number, least = 1): number {
  const value = json[key] ?? fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= LARGEST_SIZE)
    return value;
  throw bad(key, value, `must be an integer from ${least} to ${LARGEST_SIZE}`);
}

/** A number, or [n, n]. */
function squareSize(json: Json, key: string, fallback: number): number {
  const value = json[key];
  if (!Array.isArray(value)) return size(json, key, fallback);
  if (value.length !== 2 || value[0] !== value[1]) throw bad(key, value, 'only squares are supported');
  return size({ [key]: value[0] as unknown }, key, fallback);
}

function heads(count: number, hiddenSize: number, key: string): number {
  if (hiddenSize % count !== 0) throw bad(key, count, `does not divide the width ${hiddenSize}`);
  return count;
}

function activation(json: Json, key: string): Activation {
  const value = json[key] ?? 'quick_gelu';
  const known = ACTIVATIONS.find((name) => name === value);
  if (known === undefined) throw bad(key, value, `must be one of ${ACTIVATIONS.join(', ')}`);
  return known;
}

function epsilon(json: Json): number {
  const value = json.layer_norm_eps ?? 1e-5;
  if (typeof value === 'number' && value > 0 && value < 1) return value;
  throw bad('layer_norm_eps', value, 'must be a number between 0 and 1');
}
