import { DATA_TYPE, encodeModel } from '../../graph/onnx-proto.js';

/**
 * A product of two square matrices, in fp32 or fp16: what a device is tried with.
 * Inputs `a`, `b` and output `product` are float32 [size, size].
 */
export function probeGraph(type: 'float32' | 'float16'): Uint8Array<ArrayBuffer> {
  const cast = (input: string, output: string, to: number) => ({
    name: output,
    opType: 'Cast',
    domain: '',
    inputs: [input],
    outputs: [output],
    attributes: { to: { int: to } },
  });
  const product = {
    name: 'multiply',
    opType: 'MatMul',
    domain: '',
    inputs: ['a_narrow', 'b_narrow'],
    outputs: ['product_narrow'],
    attributes: {},
  };
  const shape = (name: string) => ({ name, type: 'float32' as const, dims: ['size', 'size'] });
  return encodeModel({
    name: 'xclip-probe',
    nodes: [
      cast('a', 'a_narrow', DATA_TYPE[type]),
      cast('b', 'b_narrow', DATA_TYPE[type]),
      product,
      cast('product_narrow', 'product', DATA_TYPE.float32),
    ],
    initializers: [],
    inputs: [shape('a'), shape('b')],
    outputs: [shape('product')],
    opsets: { '': 18 },
  });
}
