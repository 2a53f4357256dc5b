import type { Checkpoint } from '../checkpoint/checkpoint.js';
import type { StoredTensor } from '../checkpoint/stored-tensor.js';
import { CPU_STYLE, type GraphStyle } from './graph-style.js';
import {
  DATA_TYPE,
  encodeModel,
  type AttributeValue,
  type Dimension,
  type GraphNode,
  type Initializer,
  type TensorShape,
  type TensorType,
} from './onnx-proto.js';

const ONNX_OPSET = 18;
const MICROSOFT = 'com.microsoft';

/** The name of a tensor inside a graph. */
export type Value = string;

export interface LinearSizes {
  from: number;
  to: number;
  bias?: boolean;
}

/** How linear layers are written, where not as layers.ts does. */
export type LinearWriter = (g: GraphBuilder, x: Value, prefix: string, sizes: LinearSizes) => Value;

/**
 * Collects the nodes of one graph over one checkpoint. Weights become initializers that point into the checkpoint's
 * files, so that onnxruntime maps them where they lie.
 */
export class GraphBuilder {
  readonly style: GraphStyle;
  readonly linears: LinearWriter | undefined;
  readonly #checkpoint: Checkpoint;
  readonly #nodes: GraphNode[] = [];
  readonly #initializers = new Map<string, Initializer>();
  readonly #weights = new Map<string, Value>();
  readonly #narrowed = new Map<Value, Value>();
  readonly #inputs: TensorShape[] = [];
  readonly #outputs: TensorShape[] = [];

  constructor(
    checkpoint: Checkpoint,
    { style = CPU_STYLE, linears }: { style?: GraphStyle; linears?: LinearWriter } = {},
  ) {
    this.#checkpoint = checkpoint;
    this.style = style;
    this.linears = linears;
  }

  input(name: string, type: TensorType, dims: readonly Dimension[]): Value {
    this.#inputs.push({ name, type, dims });
    return name;
  }

  output(name: string, value: Value, dims: readonly Dimension[], type: TensorType = 'float32'): void {
    this.#node('Identity', '', [value], [name], {});
    this.#outputs.push({ name, type, dims });
  }

  /** A weight in fp32: as it is stored, or widened by a Cast, which onnxruntime folds away when it loads the graph. */
  weight(name: string, shape: readonly number[]): Value {
    const known = this.#weights.get(name);
    if (known !== undefined) return known;
    const stored = this.storedWeight(name, shape);
    const value = stored.type === 'float32' ? stored.value : this.widen(stored.value);
    this.#weights.set(name, value);
    return value;
  }

  /** A weight in the type it is stored in, for tables of which only some rows are needed. */
  storedWeight(name: string, shape: readonly number[]): { value: Value; type: TensorType } {
    const weight = this.#checkpoint.weight(name, shape);
    return this.#external(weight, weight.elementType);
  }

  /** A weight in int8 or uint8; undefined if it is a floating one. */
  quantizedWeight(
    name: string,
    shape: readonly number[],
  ): { value: Value; type: 'int8' | 'uint8' } | undefined {
    const type = this.#checkpoint.typeOf(name);
    if (type !== 'int8' && type !== 'uint8') return undefined;
    return this.#external(this.#checkpoint.tensor(name, shape), type);
  }

  /** Whether the checkpoint has a tensor of this name. */
  has(name: string): boolean {
    return this.#checkpoint.has(name);
  }

  #external<T extends TensorType>(tensor: StoredTensor, type: T): { value: Value; type: T } {
    const { name, shape, byteOffset, byteLength } = tensor;
    const location = this.#checkpoint.locationOf(tensor);
    this.#initializers.set(name, {
      name,
      type,
      dims: shape,
      data: { kind: 'external', location, byteOffset, byteLength },
    });
    return { value: name, type };
  }

  /** A weight's values, for folding into another constant. */
  readWeight(name: string, shape: readonly number[]): Float32Array<ArrayBuffer> {
    return this.#checkpoint.readWeight(name, shape);
  }

  floats(values: readonly number[] | Float32Array<ArrayBuffer>, dims: readonly number[]): Value {
    const data = values instanceof Float32Array ? values : Float32Array.from(values);
    return this.#constant('float32', dims, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }

  ints(values: readonly number[]): Value {
    const data = BigInt64Array.from(values, BigInt);
    return this.#constant('int64', [values.length], new Uint8Array(data.buffer));
  }

  bytes(values: readonly number[] | Uint8Array<ArrayBuffer>, dims: readonly number[]): Value {
    return this.#constant('uint8', dims, Uint8Array.from(values));
  }

  #constant(type: TensorType, dims: readonly number[], bytes: Uint8Array): Value {
    const name = `constant_${this.#initializers.size}`;
    this.#initializers.set(name, { name, type, dims, data: { kind: 'inline', bytes } });
    return name;
  }

  /** One node with one output. */
  op(opType: string, inputs: readonly Value[], attributes: Record<string, AttributeValue> = {}): Value {
    const output = `${opType}_${this.#nodes.length}`;
    this.#node(opType, '', inputs, [output], attributes);
    return output;
  }

  /** One node of onnxruntime's own operator set, with one output. */
  microsoft(
    opType: string,
    inputs: readonly Value[],
    attributes: Record<string, AttributeValue> = {},
  ): Value {
    const output = `${opType}_${this.#nodes.length}`;
    this.#node(opType, MICROSOFT, inputs, [output], attributes);
    return output;
  }

  #node(
    opType: string,
    domain: string,
    inputs: readonly Value[],
    outputs: readonly Value[],
    attributes: Record<string, AttributeValue>,
  ): void {
    this.#nodes.push({ name: `node_${this.#nodes.length}`, opType, domain, inputs, outputs, attributes });
  }

  add = (a: Value, b: Value): Value => this.op('Add', [a, b]);
  multiply = (a: Value, b: Value): Value => this.op('Mul', [a, b]);
  matMul = (a: Value, b: Value): Value => this.op('MatMul', [a, b]);
  widen = (value: Value): Value => this.op('Cast', [value], { to: { int: DATA_TYPE.float32 } });

  /** An fp32 value in the type that the style's products take: the value itself, or its fp16. */
  narrow(value: Value): Value {
    if (this.style.products === 'float32') return value;
    const known = this.#narrowed.get(value) ?? this.op('Cast', [value], { to: { int: DATA_TYPE.float16 } });
    this.#narrowed.set(value, known);
    return known;
  }

  /** What comes of products, in fp32 again. */
  wide(value: Value): Value {
    return this.style.products === 'float32' ? value : this.widen(value);
  }

  /** A matrix stored as [to, from] the other way round, [from, to]; onnxruntime turns it when it loads the graph. */
  turnedWeight(name: string, [to, from]: readonly [number, number]): Value {
    return this.op('Transpose', [this.weight(name, [to, from])], { perm: { ints: [1, 0] } });
  }

  /** In `dims`, 0 keeps the value's own dimension at that place, -1 takes what is left. */
  reshape(value: Value, dims: readonly number[]): Value {
    return this.op('Reshape', [value, this.ints(dims)]);
  }

  concat(values: readonly Value[], axis: number): Value {
    return this.op('Concat', values, { axis: { int: axis } });
  }

  /** One dimension of a value, as int64 [1]. */
  sizeOf(value: Value, axis: number): Value {
    return this.op('Shape', [value], { start: { int: axis }, end: { int: axis + 1 } });
  }

  /** value[…, start:end, …] along one axis; `end` may pass the end, or count from it if negative. */
  slice(value: Value, axis: number, start: number, end: number): Value {
    return this.op('Slice', [value, this.ints([start]), this.ints([end]), this.ints([axis])]);
  }

  /**
   * The mean over the middle axis of [batch, count, width] → [batch, 1, width]. A matrix product, since ReduceMean
   * adds in another order for a batch of one than for more: a clip's last digit must not depend on its neighbours.
   */
  meanOfRows(value: Value, count: number): Value {
    return this.matMul(this.floats(new Float32Array(count).fill(1 / count), [1, count]), value);
  }

  /** The ONNX bytes of the graph. */
  toModel(name: string): Uint8Array<ArrayBuffer> {
    return encodeModel({
      name,
      nodes: this.#nodes,
      initializers: [...this.#initializers.values()],
      inputs: this.#inputs,
      outputs: this.#outputs,
      opsets: { '': ONNX_OPSET, [MICROSOFT]: 1 },
    });
  }
}
