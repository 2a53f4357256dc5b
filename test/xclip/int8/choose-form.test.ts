/** A kernel that overflows must be found out: tried against this machine's own, and against faked ones. */
import { afterAll, expect, test } from 'vitest';
import { encodeModel } from '../../../dist/xclip/graph/onnx-proto.js';
import { InferenceThread } from '../../../dist/xclip/runtime/inference-thread.js';
import { chooseForm, isExact } from '../../../dist/xclip/int8/choose-form.js';

const thread = new InferenceThread();
afterAll(() => thread.close());

const INPUTS = 64;
const OUTPUTS = 32;
const ROWS = 5;

/** Whether ordinary, large values come out right as MatMulInteger, another operator than the probe's. */
async function multipliesRight(storage: 'int8' | 'uint8'): Promise<boolean> {
  const shift = storage === 'uint8' ? 128 : 0;
  const weight = (i: number): number => ((i * 37) % 255) - 127;
  const input = (i: number): number => 255 - ((i * 11) % 40);
  const weights = Uint8Array.from({ length: INPUTS * OUTPUTS }, (_, i) => weight(i) + shift);
  const model = encodeModel({
    name: 'products',
    nodes: [
      {
        name: 'a',
        opType: 'MatMulInteger',
        domain: '',
        inputs: ['x', 'w', '', ...(shift === 0 ? [] : ['z'])],
        outputs: ['i'],
        attributes: {},
      },
      {
        name: 'b',
        opType: 'Cast',
        domain: '',
        inputs: ['i'],
        outputs: ['y'],
        attributes: { to: { int: 1 } },
      },
    ],
    initializers: [
      { name: 'w', type: storage, dims: [INPUTS, OUTPUTS], data: { kind: 'inline', bytes: weights } },
      { name: 'z', type: 'uint8', dims: [], data: { kind: 'inline', bytes: Uint8Array.of(128) } },
    ],
    inputs: [{ name: 'x', type: 'uint8', dims: [ROWS, INPUTS] }],
    outputs: [{ name: 'y', type: 'float32', dims: [ROWS, OUTPUTS] }],
    opsets: { '': 18 },
  });
  await thread.load(storage, { model, weightsFolder: '.', threads: 1, prepack: true });
  const data = Uint8Array.from({ length: ROWS * INPUTS }, (_, i) => input(i));
  const { y } = await thread.run(storage, { x: { type: 'uint8', data, dims: [ROWS, INPUTS] } });
  return Array.from({ length: ROWS * OUTPUTS }, (_, place) => {
    let sum = 0;
    for (let k = 0; k < INPUTS; k++) {
      sum += input(Math.floor(place / OUTPUTS) * INPUTS + k) * weight(k * OUTPUTS + (place % OUTPUTS));
    }
    return y?.[place] === sum;
  }).every(Boolean);
}

test('says of uint8 × int8 and uint8 × uint8 what they do on this machine', async () => {
  const right = { u8s8: await multipliesRight('int8'), u8u8: await multipliesRight('uint8') };
  expect({ u8s8: await isExact(thread, 'u8s8'), u8u8: await isExact(thread, 'u8u8') }).toEqual(right);
  expect(await chooseForm(thread)).toBe(right.u8s8 ? 'u8s8' : 'u8u8');
});

/** A machine whose products are those of this one where `overflows` is not true of the form, else those of 16-bit sums. */
function fakeMachine(
  overflows: (form: string) => boolean,
): Pick<InferenceThread, 'load' | 'run' | 'release'> {
  return {
    load: () => Promise.resolve(),
    release: () => Promise.resolve(),
    run: (graph, { bytes }) => {
      const [rows = 0, inputs = 0] = bytes?.dims ?? [];
      const outputs = 37;
      const sums = Float32Array.from({ length: rows * outputs }, (_, i) => {
        const weight = (i % outputs) % 2 === 0 ? 127 : -127;
        const pair = overflows(graph)
          ? Math.max(-32768, Math.min(32767, 2 * 255 * weight))
          : 2 * 255 * weight;
        return ((inputs - 1) / 2) * pair;
      });
      return Promise.resolve({ static: sums, dynamic: sums });
    },
  };
}

test('takes uint8 × int8 where it is exact, uint8 × uint8 where only that is, and refuses where neither is', async () => {
  expect(await chooseForm(fakeMachine(() => false))).toBe('u8s8');
  expect(await chooseForm(fakeMachine((graph) => graph.endsWith('u8s8')))).toBe('u8u8');
  await expect(chooseForm(fakeMachine(() => true))).rejects.toMatchObject({
    code: 'INT8_INEXACT',
    hint: 'use --precision fp32',
  });
});
