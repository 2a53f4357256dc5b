import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixturePath } from '../../support/fixtures.js';
import { tempFolder } from '../../support/temp-folder.js';

const WIDTH = 512;
const INNER = 1024;
const LAYERS = 3;
const PROJECTION = 512;
const FRAMES = 4;
const PATCH = 16;
const IMAGE = 64;
const TOKENS = (IMAGE / PATCH) ** 2 + 1;

/** Large channels of the residual stream, in units of what the others have, as trained CLIP towers have them. */
const OUTLIERS = new Map([
  [5, 60],
  [41, -40],
  [77, 30],
  [130, -20],
  [401, 10],
]);

interface Values {
  dims: number[];
  values: Float32Array;
}

/**
 * A checkpoint folder with random weights under which every layer matters, all but the text tower, whose features
 * tests make themselves. With `outliers`, a few channels are 10 to 60 times the median in every layer, and what reads
 * them takes as much of them as of the others.
 */
export function randomCheckpoint({ outliers, seed = 1 }: { outliers: boolean; seed?: number }): string {
  const gaussian = gaussians(seed);
  const tensors = new Map<string, Values>();
  const put = (name: string, dims: number[], deviation: number, mean = 0): void => {
    const count = dims.reduce((product, dim) => product * dim, 1);
    tensors.set(name, {
      dims,
      values: Float32Array.from({ length: count }, () => mean + deviation * gaussian()),
    });
  };
  const linear = (prefix: string, to: number, from: number, gain: number): void => {
    put(`${prefix}.weight`, [to, from], gain * from ** -0.5);
    put(`${prefix}.bias`, [to], 0.2);
  };
  const norm = (prefix: string, width: number): void => {
    put(`${prefix}.weight`, [width], 0.2, 1);
    put(`${prefix}.bias`, [width], 0.2);
  };
  const attention = (prefix: string, width: number): void => {
    for (const name of ['q_proj', 'k_proj', 'v_proj']) linear(`${prefix}.${name}`, width, width, 1.2);
    linear(`${prefix}.out_proj`, width, width, 0.5);
  };
  const encoderLayer = (prefix: string, width: number, inner: number): void => {
    norm(`${prefix}.layer_norm1`, width);
    attention(`${prefix}.self_attn`, width);
    norm(`${prefix}.layer_norm2`, width);
    linear(`${prefix}.mlp.fc1`, inner, width, 1.2);
    linear(`${prefix}.mlp.fc2`, width, inner, 0.5);
  };

  put('vision_model.embeddings.class_embedding', [WIDTH], 0.5);
  put('vision_model.embeddings.position_embedding.weight', [TOKENS, WIDTH], 0.5);
  put(
    'vision_model.embeddings.patch_embedding.weight',
    [WIDTH, 3, PATCH, PATCH],
    3 * (3 * PATCH ** 2) ** -0.5,
  );
  norm('vision_model.pre_layernorm', WIDTH);
  for (let i = 0; i < LAYERS; i++) {
    const prefix = `vision_model.encoder.layers.${i}`;
    linear(`${prefix}.message_fc`, WIDTH, WIDTH, 1.2);
    norm(`${prefix}.message_ln`, WIDTH);
    attention(`${prefix}.message_attn`, WIDTH);
    encoderLayer(prefix, WIDTH, INNER);
  }
  norm('vision_model.post_layernorm', WIDTH);
  put('visual_projection.weight', [PROJECTION, WIDTH], WIDTH ** -0.5);
  norm('prompts_visual_layernorm', WIDTH);
  put('prompts_visual_projection', [WIDTH, PROJECTION], WIDTH ** -0.5);
  put('mit.position_embedding', [1, FRAMES, PROJECTION], 0.5);
  encoderLayer('mit.encoder.layers.0', PROJECTION, 256);
  put('logit_scale', [], 0, Math.log(100));
  norm('prompts_generator.layernorm', PROJECTION);
  put('prompts_generator.alpha', [PROJECTION], 0.2, 0.5);
  if (outliers) addOutliers(tensors);
  return writeCheckpoint(tensors);
}

function addOutliers(tensors: ReadonlyMap<string, Values>): void {
  for (const [channel, size] of OUTLIERS) {
    const bias = tensors.get('vision_model.pre_layernorm.bias');
    if (bias !== undefined) bias.values[channel] = size;
    for (const [name, { values }] of tensors) {
      const reads =
        /encoder\.layers.*(message_fc|[qkv]_proj|fc1)\.weight$/.test(name) && !name.startsWith('mit.');
      const isLastNorm = /^(vision_model\.post_layernorm|prompts_visual_layernorm)\.weight$/.test(name);
      if (!reads && !isLastNorm) continue;
      for (let i = channel; i < values.length; i += WIDTH) values[i] = (values[i] ?? 0) / Math.abs(size);
    }
  }
}

function writeCheckpoint(tensors: ReadonlyMap<string, Values>): string {
  const folder = join(tempFolder(), 'model');
  // Its tokenizer and preprocessor will do: 64 px, and no label is encoded.
  cpSync(fixturePath('checkpoints/base'), folder, { recursive: true });
  let end = 0;
  const header: Record<string, unknown> = {};
  for (const [name, { dims, values }] of tensors) {
    header[name] = { dtype: 'F32', shape: dims, data_offsets: [end, (end += values.byteLength)] };
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const data = [...tensors.values()].map(({ values }) => Buffer.from(values.buffer));
  writeFileSync(join(folder, 'model.safetensors'), Buffer.concat([length, text, ...data]));
  const config = {
    model_type: 'xclip',
    projection_dim: PROJECTION,
    prompt_layers: 0,
    text_config: { vocab_size: 800 },
    vision_config: {
      hidden_size: WIDTH,
      intermediate_size: INNER,
      num_hidden_layers: LAYERS,
      num_attention_heads: 8,
      image_size: IMAGE,
      patch_size: PATCH,
      num_frames: FRAMES,
      mit_hidden_size: PROJECTION,
      mit_intermediate_size: 256,
      mit_num_attention_heads: 4,
    },
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  return folder;
}

/** Standard normal numbers, the same every time. */
export function gaussians(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
