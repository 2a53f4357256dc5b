/**
 * Encodes the dozen ONNX messages that a graph needs (field numbers from onnx.proto, IR version 9). The official
 * schema packages pull in a whole protobuf compiler; a writer is enough, since we never read ONNX.
 */
import { PbfWriter } from 'pbf';

/** TensorProto.DataType */
export const DATA_TYPE = { float32: 1, uint8: 2, int8: 3, int64: 7, float16: 10, bfloat16: 16 } as const;
export type TensorType = keyof typeof DATA_TYPE;

/** A dimension is fixed (a number) or named, to be known at each run. */
export type Dimension = number | string;

export interface TensorShape {
  name: string;
  type: TensorType;
  dims: readonly Dimension[];
}

/** Where the bytes of an initializer lie: inside the message, or in a range of a file beside the model. */
export type TensorBytes =
  | { kind: 'inline'; bytes: Uint8Array }
  | { kind: 'external'; location: string; byteOffset: number; byteLength: number };

export interface Initializer {
  name: string;
  type: TensorType;
  dims: readonly number[];
  data: TensorBytes;
}

export type AttributeValue =
  { int: number } | { float: number } | { ints: readonly number[] } | { string: string };

export interface GraphNode {
  name: string;
  opType: string;
  domain: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: Readonly<Record<string, AttributeValue>>;
}

export interface OnnxModel {
  name: string;
  nodes: readonly GraphNode[];
  initializers: readonly Initializer[];
  inputs: readonly TensorShape[];
  outputs: readonly TensorShape[];
  /** operator domain → version ('' is ONNX's own) */
  opsets: Readonly<Record<string, number>>;
}

const IR_VERSION = 9;
const EXTERNAL = 1;
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;

function writeAttribute([name, value]: readonly [string, AttributeValue], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if ('float' in value) {
    pbf.writeFloatField(2, value.float);
    pbf.writeVarintField(20, ATTRIBUTE_TYPE.float);
  } else if ('int' in value) {
    pbf.writeVarintField(3, value.int);
    pbf.writeVarintField(20, ATTRIBUTE_TYPE.int);
  } else if ('string' in value) {
    pbf.writeBytesField(4, new TextEncoder().encode(value.string));
    pbf.writeVarintField(20, ATTRIBUTE_TYPE.string);
  } else {
    for (const int of value.ints) pbf.writeVarintField(8, int);
    pbf.writeVarintField(20, ATTRIBUTE_TYPE.ints);
  }
}

function writeNode(node: GraphNode, pbf: PbfWriter): void {
  for (const input of node.inputs) pbf.writeStringField(1, input);
  for (const output of node.outputs) pbf.writeStringField(2, output);
  pbf.writeStringField(3, node.name);
  pbf.writeStringField(4, node.opType);
  for (const attribute of Object.entries(node.attributes)) pbf.writeMessage(5, writeAttribute, attribute);
  if (node.domain !== '') pbf.writeStringField(7, node.domain);
}

function writeEntry([key, value]: readonly [string, string], pbf: PbfWriter): void {
  pbf.writeStringField(1, key);
  pbf.writeStringField(2, value);
}

function writeInitializer(tensor: Initializer, pbf: PbfWriter): void {
  for (const dim of tensor.dims) pbf.writeVarintField(1, dim);
  pbf.writeVarintField(2, DATA_TYPE[tensor.type]);
  pbf.writeStringField(8, tensor.name);
  if (tensor.data.kind === 'inline') {
    pbf.writeBytesField(9, tensor.data.bytes);
    return;
  }
  pbf.writeMessage(13, writeEntry, ['location', tensor.data.location] as const);
  pbf.writeMessage(13, writeEntry, ['offset', String(tensor.data.byteOffset)] as const);
  pbf.writeMessage(13, writeEntry, ['length', String(tensor.data.byteLength)] as const);
  pbf.writeVarintField(14, EXTERNAL);
}

function writeDimension(dim: Dimension, pbf: PbfWriter): void {
  if (typeof dim === 'number') pbf.writeVarintField(1, dim);
  else pbf.writeStringField(2, dim);
}

function writeShape(dims: readonly Dimension[], pbf: PbfWriter): void {
  for (const dim of dims) pbf.writeMessage(1, writeDimension, dim);
}

function writeTensorType(shape: TensorShape, pbf: PbfWriter): void {
  pbf.writeVarintField(1, DATA_TYPE[shape.type]);
  pbf.writeMessage(2, writeShape, shape.dims);
}

function writeType(shape: TensorShape, pbf: PbfWriter): void {
  pbf.writeMessage(1, writeTensorType, shape);
}

function writeValueInfo(shape: TensorShape, pbf: PbfWriter): void {
  pbf.writeStringField(1, shape.name);
  pbf.writeMessage(2, writeType, shape);
}

function writeGraph(model: OnnxModel, pbf: PbfWriter): void {
  for (const node of model.nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, model.name);
  for (const tensor of model.initializers) pbf.writeMessage(5, writeInitializer, tensor);
  for (const input of model.inputs) pbf.writeMessage(11, writeValueInfo, input);
  for (const output of model.outputs) pbf.writeMessage(12, writeValueInfo, output);
}

function writeOpset([domain, version]: readonly [string, number], pbf: PbfWriter): void {
  pbf.writeStringField(1, domain);
  pbf.writeVarintField(2, version);
}

/** The bytes of a ModelProto, as onnxruntime takes them. */
export function encodeModel(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeStringField(2, 'xclip-tagger');
  pbf.writeMessage(7, writeGraph, model);
  for (const opset of Object.entries(model.opsets)) pbf.writeMessage(8, writeOpset, opset);
  return new Uint8Array(pbf.finish());
}
