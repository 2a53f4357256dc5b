import { namedOutput } from '../../xclip/runtime/session.js';
import { Tensor, type FloatTensor } from '../tensor.js';

type Outputs = Readonly<Record<string, Float32Array<ArrayBuffer>>>;

/** One of a graph's outputs with its shape. */
export function namedTensor(outputs: Outputs, name: string, dims: readonly number[]): FloatTensor {
  return new Tensor(namedOutput(outputs, name), dims);
}

/** `name_0`, `name_1`, …, all of one shape. */
export function namedTensors(outputs: Outputs, name: string, dims: readonly number[]): FloatTensor[] {
  const tensors = [];
  for (let i = 0; `${name}_${i}` in outputs; i++) tensors.push(namedTensor(outputs, `${name}_${i}`, dims));
  return tensors;
}
