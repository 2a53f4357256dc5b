import { allFinite } from '../../all-finite.js';
import { CheckpointError } from '../../errors.js';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import type { VisionConfig, XclipConfig } from '../config.js';
import { balanceHeads, foldBoth, foldReader, foldWriter, type Linear, type Norm } from './fold-linear.js';
import { transpose, type Matrix } from './matrix.js';
import { Rotation } from './rotation.js';

/** A tensor of the folded model: a weight [in, out] that may be quantised, or values that stay as they are. */
export type FoldedTensor =
  | { kind: 'matrix'; name: string; matrix: Matrix }
  | { kind: 'values'; name: string; dims: readonly number[]; values: ArrayLike<number> };

/** What the rotation of the stream is called, which the folded model applies after `pre_layernorm`. */
export const ROTATION = 'vision_model.rotation';

const TOWER = 'vision_model';

/**
 * Everything that the video graph takes, its residual stream rotated (rotation.ts), under the checkpoint's names, one
 * tensor at a time. The same function of the frames as the checkpoint's. What is other than there:
 * - LayerNorms of the tower are (1, 0): scale, shift and rotation are in the layers that read them;
 * - keys and values have no bias (a softmax does not see the first; the second is in `out_proj`);
 * - `vision_model.rotation`, `visual_projection.bias` and `prompts_visual_projection.bias` are new.
 * @throws CheckpointError NOT_FINITE, naming the checkpoint's tensor; MISSING_TENSOR, WRONG_SHAPE, WRONG_TYPE
 */
export function* foldTower(
  checkpoint: Checkpoint,
  config: XclipConfig,
): Generator<FoldedTensor, void, undefined> {
  const { vision, projectionDim } = config;
  const { hiddenSize: width, numHiddenLayers } = vision;
  const rotation = new Rotation(width);
  const read = new TowerReader(checkpoint, width);

  yield* unchanged(checkpoint, `${TOWER}.embeddings.`);
  const pre = read.norm(`${TOWER}.pre_layernorm`);
  yield* unitNorm(`${TOWER}.pre_layernorm`, width);
  yield* floats(ROTATION, foldWriter({ matrix: diagonal(pre.scale), bias: pre.shift }, rotation));
  for (let i = 0; i < numHiddenLayers; i++)
    yield* layer(`${TOWER}.encoder.layers.${i}`, read, vision, rotation);

  const post = read.norm(`${TOWER}.post_layernorm`);
  yield* unitNorm(`${TOWER}.post_layernorm`, width);
  const projection = read.matrix('visual_projection.weight', projectionDim, width);
  yield* floats('visual_projection', foldReader(unbiased(projection), post, rotation));

  const context = read.norm('prompts_visual_layernorm');
  yield* unitNorm('prompts_visual_layernorm', width);
  const contextProjection = transpose(read.matrix('prompts_visual_projection', width, projectionDim));
  const folded = foldReader(unbiased(contextProjection), context, rotation);
  yield matrixAsStored('prompts_visual_projection', folded.matrix);
  yield {
    kind: 'values',
    name: 'prompts_visual_projection.bias',
    dims: [projectionDim],
    values: folded.bias,
  };
  yield* unchanged(checkpoint, 'mit.');
}

/** One XCLIPVisionEncoderLayer. */
function* layer(
  prefix: string,
  read: TowerReader,
  { hiddenSize: width, intermediateSize, numAttentionHeads }: VisionConfig,
  rotation: Rotation,
): Generator<FoldedTensor, void, undefined> {
  yield* matrix(
    `${prefix}.message_fc`,
    foldBoth(read.linear(`${prefix}.message_fc`, width, width), rotation),
  );
  for (const [norm, attention] of [
    ['message_ln', 'message_attn'],
    ['layer_norm1', 'self_attn'],
  ]) {
    const part = (name: string): string => `${prefix}.${attention}.${name}`;
    const scaling = read.norm(`${prefix}.${norm}`);
    const reader = (name: string): Linear =>
      foldReader(read.linear(part(name), width, width), scaling, rotation);
    yield* unitNorm(`${prefix}.${norm}`, width);
    yield* matrix(part('q_proj'), reader('q_proj'));
    yield { kind: 'matrix', name: part('k_proj.weight'), matrix: reader('k_proj').matrix };
    const output = read.linear(part('out_proj'), width, width);
    const even = balanceHeads(reader('v_proj'), output, numAttentionHeads);
    yield { kind: 'matrix', name: part('v_proj.weight'), matrix: even.value };
    yield* matrix(part('out_proj'), foldWriter(even.output, rotation));
  }
  const norm = read.norm(`${prefix}.layer_norm2`);
  yield* unitNorm(`${prefix}.layer_norm2`, width);
  const fc1 = read.linear(`${prefix}.mlp.fc1`, intermediateSize, width);
  yield* matrix(`${prefix}.mlp.fc1`, foldReader(fc1, norm, rotation));
  const fc2 = read.linear(`${prefix}.mlp.fc2`, width, intermediateSize);
  yield* matrix(`${prefix}.mlp.fc2`, foldWriter(fc2, rotation));
}

/** Reads the tower's tensors as the folding takes them. */
class TowerReader {
  constructor(
    private readonly checkpoint: Checkpoint,
    private readonly width: number,
  ) {}

  norm(prefix: string): Norm {
    return {
      scale: readFinite(this.checkpoint, `${prefix}.weight`, [this.width]),
      shift: readFinite(this.checkpoint, `${prefix}.bias`, [this.width]),
    };
  }

  matrix(name: string, rows: number, columns: number): Matrix {
    return { rows, columns, values: new Float64Array(readFinite(this.checkpoint, name, [rows, columns])) };
  }

  linear(prefix: string, outputs: number, inputs: number): Linear {
    return {
      matrix: this.matrix(`${prefix}.weight`, outputs, inputs),
      bias: readFinite(this.checkpoint, `${prefix}.bias`, [outputs]),
    };
  }
}

function* matrix(prefix: string, linear: Linear): Generator<FoldedTensor, void, undefined> {
  yield { kind: 'matrix', name: `${prefix}.weight`, matrix: linear.matrix };
  yield bias(prefix, linear);
}

/** A layer that is never quantised, its weight turned back to [out, in]. */
function* floats(prefix: string, linear: Linear): Generator<FoldedTensor, void, undefined> {
  yield matrixAsStored(`${prefix}.weight`, transpose(linear.matrix));
  yield bias(prefix, linear);
}

function bias(prefix: string, linear: Linear): FoldedTensor {
  return { kind: 'values', name: `${prefix}.bias`, dims: [linear.bias.length], values: linear.bias };
}

function matrixAsStored(name: string, { rows, columns, values }: Matrix): FoldedTensor {
  return { kind: 'values', name, dims: [rows, columns], values };
}

function* unitNorm(prefix: string, width: number): Generator<FoldedTensor, void, undefined> {
  yield { kind: 'values', name: `${prefix}.weight`, dims: [width], values: new Float32Array(width).fill(1) };
  yield { kind: 'values', name: `${prefix}.bias`, dims: [width], values: new Float32Array(width) };
}

/** The weights whose names start so, as they are, in fp32. */
function* unchanged(checkpoint: Checkpoint, start: string): Generator<FoldedTensor, void, undefined> {
  for (const { name, shape } of checkpoint.weights) {
    if (!name.startsWith(start)) continue;
    yield { kind: 'values', name, dims: shape, values: readFinite(checkpoint, name, shape) };
  }
}

/** Quantising inputs takes NaN for a number, so that in int8 what is broken here would not show in what comes out. */
function readFinite(
  checkpoint: Checkpoint,
  name: string,
  shape: readonly number[],
): Float32Array<ArrayBuffer> {
  const values = checkpoint.readWeight(name, shape);
  if (allFinite(values)) return values;
  throw new CheckpointError(`the tensor ${name} holds numbers that are not finite`, {
    code: 'NOT_FINITE',
    hint: 'the weights are damaged: download them again',
  });
}

function diagonal(factors: ArrayLike<number>): Matrix {
  const size = factors.length;
  const values = new Float64Array(size * size);
  for (let i = 0; i < size; i++) values[i * size + i] = factors[i] ?? 0;
  return { rows: size, columns: size, values };
}

function unbiased(weight: Matrix): Linear {
  return { matrix: weight, bias: new Float64Array(weight.rows) };
}
