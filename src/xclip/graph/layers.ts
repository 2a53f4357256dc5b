/**
 * The blocks that X-CLIP's towers share. `prefix` is where a block's weights stand in the checkpoint; matrices lie
 * there as [out, in] and are used as they are (FusedMatMul with transB is as fast as MatMul).
 */
import type { Activation, EncoderConfig } from '../config.js';
import type { GraphBuilder, LinearSizes, Value } from './graph-builder.js';

/** x @ weightᵀ + bias, on the last axis. */
export function linear(g: GraphBuilder, x: Value, prefix: string, sizes: LinearSizes): Value {
  if (g.linears !== undefined) return g.linears(g, x, prefix, sizes);
  const { from, to, bias = true } = sizes;
  const product = g.microsoft('FusedMatMul', [x, g.weight(`${prefix}.weight`, [to, from])], {
    transB: { int: 1 },
  });
  return bias ? g.add(product, g.weight(`${prefix}.bias`, [to])) : product;
}

export function layerNorm(g: GraphBuilder, x: Value, prefix: string, width: number, epsilon: number): Value {
  const scaleAndShift = [g.weight(`${prefix}.weight`, [width]), g.weight(`${prefix}.bias`, [width])];
  return g.op('LayerNormalization', [x, ...scaleAndShift], {
    axis: { int: -1 },
    epsilon: { float: epsilon },
  });
}

export function activation(g: GraphBuilder, x: Value, kind: Activation): Value {
  if (kind === 'quick_gelu') return g.microsoft('QuickGelu', [x], { alpha: { float: 1.702 } });
  return g.microsoft('Gelu', [x]);
}

interface AttentionInputs {
  query: Value;
  key: Value;
  value: Value;
  /** of query, key and value: a multiple of numHeads */
  width: number;
  numHeads: number;
  /** added to the scores: [batch, 1, queries, keys] */
  bias?: Value;
  /** gets the softmax's result, [batch, numHeads, queries, keys]; only the spelled style has it */
  onWeights?: (weights: Value) => void;
}

/** softmax(q kᵀ / √headWidth + bias) v for every head, on [batch, tokens, width]. */
export function attention(g: GraphBuilder, inputs: AttentionInputs): Value {
  if (g.attentionStyle === 'spelled' || inputs.onWeights !== undefined) return spelledAttention(g, inputs);
  const { query, key, value, numHeads, bias } = inputs;
  const values = [query, key, value];
  if (bias !== undefined) values.push('', '', bias);
  return g.microsoft('MultiHeadAttention', values, { num_heads: { int: numHeads } });
}

/** In ONNX's own operators, as the reference's eager_attention_forward goes. */
function spelledAttention(
  g: GraphBuilder,
  { query, key, value, width, numHeads, bias, onWeights }: AttentionInputs,
): Value {
  const headWidth = width / numHeads;
  const perHead = (tokens: Value, perm: readonly number[]): Value =>
    g.op('Transpose', [g.reshape(tokens, [0, 0, numHeads, headWidth])], { perm: { ints: perm } });
  const products = g.matMul(perHead(query, [0, 2, 1, 3]), perHead(key, [0, 2, 3, 1]));
  const scaled = g.multiply(products, g.floats([headWidth ** -0.5], []));
  const scores = bias === undefined ? scaled : g.add(scaled, bias);
  const weights = g.op('Softmax', [scores], { axis: { int: -1 } });
  onWeights?.(weights);
  const attended = g.matMul(weights, perHead(value, [0, 2, 1, 3]));
  return g.reshape(g.op('Transpose', [attended], { perm: { ints: [0, 2, 1, 3] } }), [0, 0, width]);
}

interface SelfAttentionOptions extends Pick<AttentionInputs, 'bias' | 'onWeights'> {
  /** the tokens that ask, where fewer than all answers are needed */
  queries?: Value;
  /** [batch, tokens, 1]: 0 for a token that may look at nothing, whose answer is then nothing; else 1 */
  answered?: Value;
}

/** XCLIPAttention: q, k, v and out projections with biases. */
export function selfAttention(
  g: GraphBuilder,
  x: Value,
  prefix: string,
  config: EncoderConfig,
  { queries = x, answered, ...options }: SelfAttentionOptions = {},
): Value {
  const square = { from: config.hiddenSize, to: config.hiddenSize };
  const attended = attention(g, {
    query: linear(g, queries, `${prefix}.q_proj`, square),
    key: linear(g, x, `${prefix}.k_proj`, square),
    value: linear(g, x, `${prefix}.v_proj`, square),
    width: config.hiddenSize,
    numHeads: config.numAttentionHeads,
    ...options,
  });
  const answer = answered === undefined ? attended : g.multiply(attended, answered);
  return linear(g, answer, `${prefix}.out_proj`, square);
}

/** XCLIPMLP */
export function mlp(g: GraphBuilder, x: Value, prefix: string, config: EncoderConfig): Value {
  const { hiddenSize, intermediateSize } = config;
  const hidden = linear(g, x, `${prefix}.fc1`, { from: hiddenSize, to: intermediateSize });
  return linear(g, activation(g, hidden, config.hiddenAct), `${prefix}.fc2`, {
    from: intermediateSize,
    to: hiddenSize,
  });
}

/** XCLIPEncoderLayer: pre-norm attention and MLP, each added to what came in. */
export function encoderLayer(
  g: GraphBuilder,
  x: Value,
  prefix: string,
  config: EncoderConfig,
  options: SelfAttentionOptions = {},
): Value {
  const normed = layerNorm(g, x, `${prefix}.layer_norm1`, config.hiddenSize, config.layerNormEps);
  const attended = g.add(x, selfAttention(g, normed, `${prefix}.self_attn`, config, options));
  return mlpBlock(g, attended, prefix, config);
}

/** The second half of a layer: x + mlp(layer_norm2(x)). */
export function mlpBlock(g: GraphBuilder, x: Value, prefix: string, config: EncoderConfig): Value {
  const normed = layerNorm(g, x, `${prefix}.layer_norm2`, config.hiddenSize, config.layerNormEps);
  return g.add(x, mlp(g, normed, `${prefix}.mlp`, config));
}
