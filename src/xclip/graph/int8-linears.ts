import { ZERO_POINT } from '../int8/quantize-matrix.js';
import type { GraphBuilder, LinearSizes, LinearWriter, Value } from './graph-builder.js';

/**
 * A row after a LayerNorm of scale 1 has rms 1, and after the rotation looks Gaussian: one constant scale serves every
 * input, and the few values beyond 4.5 are cut off (measured: docs/internals/INT8.md).
 */
const INPUT_RANGE = 4.5;

/** The layers that read a LayerNorm's output. What others read is scaled by its own largest value. */
const AFTER_NORM = /\.(q_proj|k_proj|v_proj|fc1)$/;

/**
 * How linear layers are written over a folded checkpoint (int8/fold-tower.ts): as int8 products where the weight is
 * quantised, with the biases that it has. A clip's inputs are scaled by its own values alone, so a call must hold one.
 */
export function int8Linears(): LinearWriter {
  const quantized = new Map<Value, Value>();
  /** uint8 around 128, shared by the layers that read the same value */
  const quantize = (g: GraphBuilder, x: Value): Value => {
    const known = quantized.get(x) ?? g.op('QuantizeLinear', [x, inputScale(g), g.bytes([ZERO_POINT], [])]);
    quantized.set(x, known);
    return known;
  };
  return (g, x, prefix, { from, to }) => {
    const bias = g.has(`${prefix}.bias`) ? g.weight(`${prefix}.bias`, [to]) : undefined;
    const weight = g.quantizedWeight(`${prefix}.weight`, [from, to]);
    if (weight === undefined) return floatLinear(g, x, prefix, { from, to }, bias);
    const scale = g.weight(`${prefix}.weight_scale`, [to]);
    const zeroPoint = weight.type === 'uint8' ? g.bytes(new Uint8Array(to).fill(ZERO_POINT), [to]) : '';
    if (AFTER_NORM.test(prefix)) {
      const inputs = [
        quantize(g, x),
        weight.value,
        inputScale(g),
        scale,
        g.bytes([ZERO_POINT], []),
        zeroPoint,
      ];
      return g.microsoft('MatMulIntegerToFloat', withBias(inputs, bias));
    }
    return g.microsoft('DynamicQuantizeMatMul', withBias([x, weight.value, scale, zeroPoint], bias));
  };
}

function inputScale(g: GraphBuilder): Value {
  return g.floats([INPUT_RANGE / 127], []);
}

function withBias(inputs: readonly Value[], bias: Value | undefined): readonly Value[] {
  return bias === undefined ? inputs : [...inputs, bias];
}

function floatLinear(
  g: GraphBuilder,
  x: Value,
  prefix: string,
  { from, to }: LinearSizes,
  bias: Value | undefined,
): Value {
  const weight = g.weight(`${prefix}.weight`, [to, from]);
  const product = g.microsoft('FusedMatMul', [x, weight], { transB: { int: 1 } });
  return bias === undefined ? product : g.add(product, bias);
}
