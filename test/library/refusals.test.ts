/** What the model classes say of inputs and options that they cannot take. */
import { afterAll, describe, expect, test } from 'vitest';
import {
  Tensor,
  XCLIPConfig,
  XCLIPModel,
  XCLIPTextModel,
  XCLIPVisionModel,
  type Device,
  type TensorLike,
} from '../../dist/index.js';
import { fixturePath } from '../support/fixtures.js';
import { longs, pattern } from './tensor-summary.js';

const folder = fixturePath('checkpoints/base');
const input_ids = longs([[1024, 5, 1025]]);
const pixel_values = pattern([1, 8, 3, 64, 64]);

describe('XCLIPModel', async () => {
  const model = await XCLIPModel.from_pretrained(folder, { threads: 1 });
  afterAll(() => model.dispose());

  test.each<
    [
      string,
      RegExp,
      Partial<Record<'input_ids' | 'pixel_values' | 'attention_mask' | 'position_ids', TensorLike>>,
    ]
  >([
    ['MISSING_INPUT', /input_ids/, { pixel_values }],
    ['MISSING_INPUT', /pixel_values/, { input_ids }],
    ['TOO_LONG', /77/, { pixel_values, input_ids: longs([Array<number>(78).fill(3)]) }],
    ['UNKNOWN_TOKEN', /5000/, { pixel_values, input_ids: longs([[1024, 5000]]) }],
    ['UNKNOWN_TOKEN', /-1/, { pixel_values, input_ids: longs([[1024, -1]]) }],
    ['UNKNOWN_POSITION', /77/, { pixel_values, input_ids, position_ids: longs([[0, 1, 77]]) }],
    ['BAD_TENSOR', /attention_mask/, { pixel_values, input_ids, attention_mask: longs([[1, 1]]) }],
    ['BAD_TENSOR', /input_ids/, { pixel_values, input_ids: { data: [], dims: [0, 4] } }],
    [
      'BAD_TENSOR',
      /7 values/,
      { pixel_values: { data: Array<number>(7), dims: [1, 8, 3, 64, 64] }, input_ids },
    ],
    ['BAD_TENSOR', /\[8, 3, 64, 64\]/, { input_ids, pixel_values: pattern([8, 3, 64, 64]) }],
    ['BAD_TENSOR', /\[8, 1, 64, 64\]/, { input_ids, pixel_values: pattern([1, 8, 1, 64, 64]) }],
    ['WRONG_FRAME_COUNT', /4 frames/, { input_ids, pixel_values: pattern([2, 4, 3, 64, 64]) }],
    ['WRONG_IMAGE_SIZE', /64\*80/, { input_ids, pixel_values: pattern([1, 8, 3, 64, 80]) }],
  ])('refuses with %s (%s)', async (code, message, inputs) => {
    const refused = expect(model.forward(inputs)).rejects;
    await refused.toMatchObject({ code });
    await expect(model.forward(inputs)).rejects.toThrow(message);
  });

  test('refuses frames smaller than a patch', async () => {
    const small = { input_ids, pixel_values: pattern([1, 8, 3, 8, 64]), interpolate_pos_encoding: true };
    await expect(model.forward(small)).rejects.toThrow(/patch/);
  });

  test('refuses a loss of unequal numbers', async () => {
    const unequal = {
      input_ids: longs([
        [1024, 5],
        [1024, 6],
      ]),
      pixel_values,
      return_loss: true,
    };
    await expect(model.forward(unequal)).rejects.toMatchObject({ code: 'UNPAIRED' });
  });

  test('leaves the caller’s tensors whole', async () => {
    await model.forward({ input_ids, pixel_values });
    expect(pixel_values.data.length).toBe(8 * 3 * 64 * 64);
    expect(input_ids.data.length).toBe(3);
  });
});

test('a model without weights says so', async () => {
  const config = new XCLIPConfig();
  const weightless = { code: 'NO_WEIGHTS' };
  await expect(new XCLIPModel(config).forward({ input_ids, pixel_values })).rejects.toMatchObject(weightless);
  const textModel = new XCLIPTextModel(config.text_config);
  await expect(textModel.forward({ input_ids })).rejects.toMatchObject(weightless);
  const visionModel = new XCLIPVisionModel(config.vision_config);
  await expect(visionModel.forward({ pixel_values })).rejects.toMatchObject(weightless);
});

test('a model that was disposed of says so', async () => {
  const model = await XCLIPTextModel.from_pretrained(folder);
  await model({ input_ids });
  await model.dispose();
  await expect(model({ input_ids })).rejects.toMatchObject({ code: 'DISPOSED' });
});

test('options that are not supported are named', async () => {
  const device = 'tpu' as Device;
  await expect(XCLIPModel.from_pretrained(folder, { device })).rejects.toThrow(/tpu/);
  await expect(XCLIPModel.from_pretrained('nowhere/at-all', { offline: true })).rejects.toMatchObject({
    code: 'MODEL_NOT_CACHED',
  });
});

test('a tensor’s values fill its dims', () => {
  expect(() => new Tensor(new Float32Array(3), [2, 2])).toThrow(/3 values/);
  expect(new Tensor(new Float32Array(6), [6]).reshape(2, -1).dims).toEqual([2, 3]);
  expect(() => new Tensor(new Float32Array(6), [6]).reshape(4, -1)).toThrow(/shape/);
  expect(() => new Tensor(new Float32Array(6), [6]).item()).toThrow(/one value/);
  expect(new Tensor(Float32Array.of(1, 2, 3, 4), [2, 2]).tolist()).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(new Tensor(Float32Array.of(0, 5, 0, 5), [2, 2]).softmax(0).tolist()).toEqual([
    [0.5, 0.5],
    [0.5, 0.5],
  ]);
});
