import { availableParallelism } from 'node:os';
import { encodeModel, type Dimension, type TensorShape } from './graph/onnx-proto.js';
import { GraphHost } from './runtime/inference-thread.js';
import { namedOutput, type SessionSource } from './runtime/session.js';

type Floats = Float32Array<ArrayBuffer>;

const NAME = 'row-products';

/** Products of every row of one matrix with every row of another, on all cores. No model is needed. */
export class RowProducts extends GraphHost<typeof NAME> {
  /**
   * @param a [rows, width]; moved away, as `b` is
   * @param b [others, width]
   * @returns [rows, others]; last digits depend on how many there are
   */
  async of(a: Floats, b: Floats, width: number): Promise<Floats> {
    const outputs = await this.run(NAME, {
      a: { type: 'float32', data: a, dims: [a.length / width, width] },
      b: { type: 'float32', data: b, dims: [b.length / width, width] },
    });
    return namedOutput(outputs, 'products');
  }

  protected override nameOf(): string {
    return NAME;
  }

  protected override sourceOf(): SessionSource {
    return { model: productGraph(), weightsFolder: '', threads: availableParallelism() };
  }
}

function productGraph(): Uint8Array<ArrayBuffer> {
  const matrix = (name: string, dims: readonly Dimension[]): TensorShape => ({ name, type: 'float32', dims });
  return encodeModel({
    name: NAME,
    nodes: [
      {
        name: 'products',
        opType: 'Gemm',
        domain: '',
        inputs: ['a', 'b'],
        outputs: ['products'],
        attributes: { transB: { int: 1 } },
      },
    ],
    initializers: [],
    inputs: [matrix('a', ['rows', 'width']), matrix('b', ['others', 'width'])],
    outputs: [matrix('products', ['rows', 'others'])],
    opsets: { '': 18 },
  });
}
