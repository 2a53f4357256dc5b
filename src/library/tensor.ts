import { XclipError } from '../errors.js';
import { shown } from './arguments.js';
import { at } from '../at.js';

/** What a tensor's values lie in, and transformers.js' name of its type. */
export type TensorData = Float32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
export type TensorTypeName = 'float32' | 'int64' | 'uint8';

/** Anything with a tensor's two fields: what functions here take where they read numbers. */
export interface TensorLike {
  /** row-major */
  readonly data: ArrayLike<number | bigint>;
  readonly dims: readonly number[];
}

type Nested = number | bigint | Nested[];

/** Numbers with a shape, row-major, as in transformers.js. Nothing computes on it but what the examples need. */
export class Tensor<D extends TensorData = TensorData> implements TensorLike {
  readonly data: D;
  readonly dims: readonly number[];

  /** @throws XclipError BAD_TENSOR if `data` does not fill `dims` */
  constructor(data: D, dims: readonly number[]) {
    requireFilled({ data, dims }, 'the tensor');
    this.data = data;
    this.dims = dims;
  }

  /** The same as `dims`, under PyTorch's name. */
  get shape(): readonly number[] {
    return this.dims;
  }

  /** Number of values. */
  get size(): number {
    return this.data.length;
  }

  get type(): TensorTypeName {
    if (this.data instanceof Float32Array) return 'float32';
    return this.data instanceof Uint8Array ? 'uint8' : 'int64';
  }

  /**
   * The same values in another shape, not copied; one dimension may be -1, which takes what is left.
   * @throws XclipError BAD_TENSOR if they do not fit
   */
  reshape(...dims: readonly number[]): Tensor<D> {
    const known = dims.filter((dim) => dim !== -1).reduce((product, dim) => product * dim, 1);
    return new Tensor(
      this.data,
      dims.map((dim) => (dim === -1 ? this.size / known : dim)),
    );
  }

  /** Nested arrays, as in PyTorch; for no dimensions the value itself. */
  tolist(): Nested {
    const level = (axis: number, start: number, length: number): Nested => {
      if (axis === this.dims.length) return at<number | bigint>(this.data, start);
      const count = at(this.dims, axis);
      const step = length / count;
      return Array.from({ length: count }, (_, i) => level(axis + 1, start + i * step, step));
    };
    return level(0, 0, this.size);
  }

  /**
   * The one value of a tensor that has one, such as `loss`.
   * @throws XclipError BAD_TENSOR if it has more or none
   */
  item(): number {
    const [value] = this.data;
    if (value === undefined || this.size !== 1) {
      throw badTensor(`item() is for one value, but the tensor has the shape ${showDims(this.dims)}`);
    }
    return Number(value);
  }

  /**
   * Softmax along one dimension, as `torch.Tensor.softmax`; sums in double precision.
   * @param dim from 0, or from the end if negative
   */
  softmax(dim: number): FloatTensor {
    const axis = dim < 0 ? dim + this.dims.length : dim;
    const count = this.dims[axis];
    if (count === undefined) throw badTensor(`the shape ${showDims(this.dims)} has no dimension ${dim}`);
    const inner = this.dims.slice(axis + 1).reduce((product, size) => product * size, 1);
    const result = new Float32Array(this.size);
    for (let start = 0; start < this.size; start += count * inner) {
      for (let i = start; i < start + inner; i++) softmaxLine(this.data, result, i, count, inner);
    }
    return new Tensor(result, this.dims);
  }
}

/** float32 */
export type FloatTensor = Tensor<Float32Array<ArrayBuffer>>;
/** int64 */
export type LongTensor = Tensor<BigInt64Array<ArrayBuffer>>;
/** uint8 */
export type ByteTensor = Tensor<Uint8Array<ArrayBuffer>>;

function softmaxLine(from: TensorData, to: Float32Array, start: number, count: number, step: number): void {
  const value = (i: number): number => Number(at<number | bigint>(from, start + i * step));
  let highest = -Infinity;
  for (let i = 0; i < count; i++) highest = Math.max(highest, value(i));
  let sum = 0;
  for (let i = 0; i < count; i++) sum += Math.exp(value(i) - highest);
  for (let i = 0; i < count; i++) to[start + i * step] = Math.exp(value(i) - highest) / sum;
}

/** @throws XclipError BAD_TENSOR unless `data` has as many values as `dims` says */
export function requireFilled(tensor: TensorLike, name: string): void {
  requireTensor(tensor, name);
  const { data, dims } = tensor;
  const size = dims.reduce((product, dim) => product * dim, 1);
  const isShape = dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0);
  if (isShape && size === data.length) return;
  throw badTensor(`${name} has ${data.length} values, which cannot have the shape ${showDims(dims)}`);
}

/** @throws XclipError BAD_TENSOR for what has no data or dims, such as null */
function requireTensor(value: unknown, name: string): void {
  const { data, dims } = Object(value) as Partial<TensorLike>;
  if (Array.isArray(dims) && typeof data?.length === 'number') return;
  throw badTensor(`${name} is ${shown(value)}, not a tensor with data and dims`);
}

export function badTensor(message: string): XclipError {
  return new XclipError(message, { code: 'BAD_TENSOR', hint: 'check its data and dims' });
}

/** "[2, 3]" */
export function showDims(dims: readonly number[]): string {
  return `[${dims.join(', ')}]`;
}
