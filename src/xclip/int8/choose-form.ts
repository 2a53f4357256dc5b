/**
 * Which kind of int8 product this machine computes exactly, found by trying: processors with VNNI (and ARM's dot
 * product) multiply uint8 by int8 in one instruction; onnxruntime's kernel for AVX2 without it adds pairs of products
 * in 16 bits, which overflow, silently. For uint8 by uint8 it takes a slower kernel that does not.
 */
import { XclipError } from '../../errors.js';
import { encodeModel, type GraphNode, type Initializer } from '../graph/onnx-proto.js';
import type { InferenceThread } from '../runtime/inference-thread.js';
import { ZERO_POINT, type WeightStorage } from './quantize-matrix.js';

/** inputs × weights: u8s8 where that is exact, else u8u8 */
export type Int8Form = 'u8s8' | 'u8u8';

export const STORAGE_OF_FORM: Readonly<Record<Int8Form, WeightStorage>> = { u8s8: 'int8', u8u8: 'uint8' };

/** Sums over so many products, for so many outputs: more than one tile of any kernel, and not a multiple of it. */
const INPUTS = 67;
const OUTPUTS = 37;
/** A kernel for single rows may be another one. */
const ROW_COUNTS = [1, 9];
const LARGEST = 127;

/**
 * Multiplies the largest inputs by the largest weights in both forms.
 * @throws XclipError INT8_INEXACT if neither gives the right sums
 */
export async function chooseForm(
  thread: Pick<InferenceThread, 'load' | 'run' | 'release'>,
): Promise<Int8Form> {
  for (const form of ['u8s8', 'u8u8'] as const) {
    if (await isExact(thread, form)) return form;
  }
  throw new XclipError("this machine's int8 products overflow: the runtime's kernels give wrong sums", {
    code: 'INT8_INEXACT',
    hint: 'use --precision fp32',
  });
}

/** Whether products of this form come out right here, with inputs quantised before and by the operator itself. */
export async function isExact(
  thread: Pick<InferenceThread, 'load' | 'run' | 'release'>,
  form: Int8Form,
): Promise<boolean> {
  const graph = `int8-probe-${form}`;
  await thread.load(graph, {
    model: probe(STORAGE_OF_FORM[form]),
    weightsFolder: '.',
    threads: 1,
    prepack: true,
  });
  try {
    for (const rows of ROW_COUNTS) {
      const ones = Float32Array.from({ length: rows * INPUTS }, (_, i) => (i % INPUTS === 0 ? 0 : 255));
      const dims = [rows, INPUTS];
      const outputs = await thread.run(graph, {
        bytes: { type: 'uint8', data: Uint8Array.from(ones), dims },
        floats: { type: 'float32', data: ones, dims },
      });
      // Whole numbers below 2²⁴: exact in fp32.
      const right = Array.from(
        { length: rows * OUTPUTS },
        (_, i) => 255 * (INPUTS - 1) * weightAt(i % OUTPUTS),
      );
      for (const name of ['static', 'dynamic']) {
        if (!right.every((value, i) => outputs[name]?.[i] === value)) return false;
      }
    }
    return true;
  } finally {
    await thread.release(graph);
  }
}

function weightAt(output: number): number {
  return output % 2 === 0 ? LARGEST : -LARGEST;
}

/** Inputs are quantised by scale 1 and zero point 0 in both, so outputs are plain sums of products. */
function probe(storage: WeightStorage): Uint8Array<ArrayBuffer> {
  const shift = storage === 'uint8' ? ZERO_POINT : 0;
  const weights = Uint8Array.from({ length: INPUTS * OUTPUTS }, (_, i) => weightAt(i % OUTPUTS) + shift);
  const ones = new Uint8Array(new Float32Array(OUTPUTS).fill(1).buffer);
  const zeroPoint = storage === 'uint8' ? ['zeroPoint'] : [''];
  return encodeModel({
    name: 'int8-probe',
    nodes: [
      node('MatMulIntegerToFloat', ['bytes', 'weights', 'one', 'ones', 'zero', ...zeroPoint], 'static'),
      node('DynamicQuantizeMatMul', ['floats', 'weights', 'ones', ...zeroPoint], 'dynamic'),
    ],
    initializers: [
      constant('weights', storage, [INPUTS, OUTPUTS], weights),
      constant('one', 'float32', [], ones.slice(0, 4)),
      constant('ones', 'float32', [OUTPUTS], ones),
      constant('zero', 'uint8', [], Uint8Array.of(0)),
      constant('zeroPoint', 'uint8', [OUTPUTS], new Uint8Array(OUTPUTS).fill(ZERO_POINT)),
    ],
    inputs: [
      { name: 'bytes', type: 'uint8', dims: ['rows', INPUTS] },
      { name: 'floats', type: 'float32', dims: ['rows', INPUTS] },
    ],
    outputs: [
      { name: 'static', type: 'float32', dims: ['rows', OUTPUTS] },
      { name: 'dynamic', type: 'float32', dims: ['rows', OUTPUTS] },
    ],
    opsets: { '': 18, 'com.microsoft': 1 },
  });
}

function node(opType: string, inputs: readonly string[], output: string): GraphNode {
  return { name: opType, opType, domain: 'com.microsoft', inputs, outputs: [output], attributes: {} };
}

function constant(
  name: string,
  type: Initializer['type'],
  dims: readonly number[],
  bytes: Uint8Array,
): Initializer {
  return { name, type, dims, data: { kind: 'inline', bytes } };
}
