/**
 * The blocks that X-CLIP's towers share. `prefix` is where a block's weights stand in the checkpoint; matrices lie
 * there as [out, in] and are used as they are (FusedMatMul with transB is as fast as MatMul).
 */
import type { Activation, EncoderConfig } from '../config.js';
import type { GraphBuilder, LinearSizes, Value } from './graph-builder.js';

/** x @ weightᵀ + bias, on the last axis; x and the result are narrow. */
export function linear(g: GraphBuilder, x: Value, prefix: string, sizes: LinearSizes): Value {
  if (g.linears !== undefined) return g.linears(g, x, prefix, sizes);
  const { from, to, bias = true } = sizes;
  const product = productWith(g, x, `${prefix}.weight`, [to, from]);
  return bias ? g.add(product, g.narrow(g.weight(`${prefix}.bias`, [to]))) : product;
}

function productWith(g: GraphBuilder, x: Value, name: string, shape: readonly [number, number]): Value {
  if (g.style.linear === 'plain') return g.matMul(x, g.narrow(g.turnedWeight(name, shape)));
  return g.microsoft('FusedMatMul', [x, g.narrow(g.weight(name, shape))], { transB: { int: 1 } });
}

/** In fp32. */
export function layerNorm(g: GraphBuilder, x: Value, prefix: string, width: number, epsilon: number): Value {
  const scaleAndShift = [g.weight(`${prefix}.weight`, [width]), g.weight(`${prefix}.bias`, [width])];
  return g.op('LayerNormalization', [x, ...scaleAndShift], {
    axis: { int: -1 },
    epsilon: { float: epsilon },
  });
}

/** On narrow values. */
export function activation(g: GraphBuilder, x: Value, kind: Activation): Value {
  if (kind === 'relu') return g.op('Relu', [x]);
  if (kind === 'silu') return g.multiply(x, g.op('Sigmoid', [x]));
  if (kind === 'gelu_new' || kind === 'gelu_fast') return tanhGelu(g, x);
  if (g.style.activation === 'spelled') return spelledActivation(g, x, kind);
  if (kind === 'quick_gelu') return g.microsoft('QuickGelu', [x], { alpha: { float: 1.702 } });
  return g.microsoft('Gelu', [x]);
}

/** x σ(1.702 x), or x (1 + erf(x / √2)) / 2 */
function spelledActivation(g: GraphBuilder, x: Value, kind: 'quick_gelu' | 'gelu'): Value {
  const constant = (value: number): Value => g.narrow(g.floats([value], []));
  if (kind === 'quick_gelu') return g.multiply(x, g.op('Sigmoid', [g.multiply(x, constant(1.702))]));
  return halved(g, x, g.op('Erf', [g.multiply(x, constant(Math.SQRT1_2))]));
}

/** x (1 + tanh(√(2 / π) (x + 0.044715 x³))) / 2; gelu_fast's constants differ from gelu_new's in the eleventh digit. */
function tanhGelu(g: GraphBuilder, x: Value): Value {
  const constant = (value: number): Value => g.narrow(g.floats([value], []));
  const cubic = g.multiply(g.multiply(g.multiply(x, x), x), constant(0.044715));
  return halved(g, x, g.op('Tanh', [g.multiply(g.add(x, cubic), constant(Math.sqrt(2 / Math.PI)))]));
}

/** x (1 + share) / 2 */
function halved(g: GraphBuilder, x: Value, share: Value): Value {
  const constant = (value: number): Value => g.narrow(g.floats([value], []));
  return g.multiply(g.multiply(x, constant(0.5)), g.add(share, constant(1)));
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

/** softmax(q kᵀ / √headWidth + bias) v for every head, on narrow [batch, tokens, width]. */
export function attention(g: GraphBuilder, inputs: AttentionInputs): Value {
  if (g.style.attention === 'spelled' || inputs.onWeights !== undefined) return spelledAttention(g, inputs);
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
  const scaled = g.multiply(g.wide(products), g.floats([headWidth ** -0.5], []));
  const scores = bias === undefined ? scaled : g.add(scaled, bias);
  const weights = g.op('Softmax', [scores], { axis: { int: -1 } });
  onWeights?.(weights);
  const attended = g.matMul(g.narrow(weights), perHead(value, [0, 2, 1, 3]));
  return g.reshape(g.op('Transpose', [attended], { perm: { ints: [0, 2, 1, 3] } }), [0, 0, width]);
}

interface SelfAttentionOptions extends Pick<AttentionInputs, 'bias' | 'onWeights'> {
  /** the tokens that ask, where fewer than all answers are needed */
  queries?: Value;
  /** [batch, tokens, 1]: 0 for a token that may look at nothing, whose answer is then nothing; else 1 */
  answered?: Value;
}

/** XCLIPAttention: q, k, v and out projections with biases; narrow, as is what comes of it. */
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
  const answer = answered === undefined ? attended : g.multiply(attended, g.narrow(answered));
  return linear(g, answer, `${prefix}.out_proj`, square);
}

/** XCLIPMLP, on narrow values. */
export function mlp(g: GraphBuilder, x: Value, prefix: string, config: EncoderConfig): Value {
  const { hiddenSize, intermediateSize } = config;
  const hidden = linear(g, x, `${prefix}.fc1`, { from: hiddenSize, to: intermediateSize });
  return linear(g, activation(g, hidden, config.hiddenAct), `${prefix}.fc2`, {
    from: intermediateSize,
    to: hiddenSize,
  });
}

/** XCLIPEncoderLayer: pre-norm attention and MLP, each added to what came in, in fp32. */
export function encoderLayer(
  g: GraphBuilder,
  x: Value,
  prefix: string,
  config: EncoderConfig,
  options: SelfAttentionOptions = {},
): Value {
  const normed = layerNorm(g, x, `${prefix}.layer_norm1`, config.hiddenSize, config.layerNormEps);
  const attended = selfAttention(g, g.narrow(normed), `${prefix}.self_attn`, config, options);
  return mlpBlock(g, g.add(x, g.wide(attended)), prefix, config);
}

/** The second half of a layer: x + mlp(layer_norm2(x)), in fp32. */
export function mlpBlock(g: GraphBuilder, x: Value, prefix: string, config: EncoderConfig): Value {
  const normed = layerNorm(g, x, `${prefix}.layer_norm2`, config.hiddenSize, config.layerNormEps);
  return g.add(x, g.wide(mlp(g, g.narrow(normed), `${prefix}.mlp`, config)));
}
