/** What configurations and models say of themselves and of other forms, against transformers' (library_surface.py). */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  CLIPTokenizer,
  XCLIPConfig,
  XCLIPModel,
  XCLIPTextConfig,
  XCLIPTextModel,
  XCLIPVisionConfig,
  XCLIPVisionModel,
  type FeaturesTensor,
  type OutputTuple,
} from '../../../dist/index.js';
import { fixturePath, largestDifference, readReference } from '../../support/fixtures.js';
import { tempFolder } from '../../support/temp-folder.js';
import { distance, longs, pattern, TOLERANCE, type TensorSummary } from '../tensor-summary.js';

interface Surface {
  configs: Record<'whole' | 'text' | 'vision', Record<string, unknown>>;
  activations: Record<string, { text: TensorSummary; video: TensorSummary; logits: number[] }>;
  features: {
    tuples: Record<'text' | 'video', (number[] | number[][])[]>;
    'hidden states': Record<'root' | 'text' | 'vision', [text: string[], vision: string[]]>;
  };
}

const { configs, activations, features } = readReference('library-surface.json') as Surface;
const BASE = fixturePath('checkpoints/base');
const input_ids = longs([[1024, 5, 320, 1025]]);
const pixel_values = pattern([1, 8, 3, 64, 64]);

function shapes(tuple: OutputTuple): unknown {
  return tuple.map((field) =>
    Array.isArray(field) ? field.map((one) => [...(one as FeaturesTensor).dims]) : [...(field as FeaturesTensor).dims],
  );
}

describe('configurations', () => {
  test('of towers read what they wrote', async () => {
    const folders = [tempFolder(), tempFolder()] as const;
    const text = new XCLIPTextConfig({ hidden_size: 37, hidden_act: 'relu' });
    const vision = new XCLIPVisionConfig({ num_frames: 3, image_size: [32, 32] });
    text.save_pretrained(folders[0]);
    vision.save_pretrained(folders[1]);
    expect((await XCLIPTextConfig.from_pretrained(folders[0])).to_dict()).toEqual(text.to_dict());
    expect((await XCLIPVisionConfig.from_pretrained(folders[1])).to_dict()).toEqual(vision.to_dict());
  });

  test('take settings in the place of those they read', async () => {
    const towers = { text_config: { hidden_act: 'gelu' } };
    const whole = await XCLIPConfig.from_pretrained(BASE, { prompt_alpha: 0.7, ...towers });
    expect(whole.to_dict()).toMatchObject(configs.whole);
    const text = await XCLIPTextConfig.from_pretrained(BASE, { hidden_act: 'relu' });
    expect(text.to_dict()).toMatchObject(configs.text);
    const vision = await XCLIPVisionConfig.from_pretrained(BASE, { num_frames: 4 });
    expect(vision.to_dict()).toMatchObject(configs.vision);
  });

  test.each<[string, () => unknown]>([
    ['null', () => new XCLIPConfig(null as unknown as Record<string, never>)],
    ['a number for a text', () => new XCLIPTextConfig({ hidden_act: 5 as unknown as string })],
    ['null for a number', () => new XCLIPVisionConfig({ hidden_size: null as unknown as number })],
    ['a list for a tower', () => new XCLIPConfig({ text_config: [] as unknown as Record<string, never> })],
    ['a setting that is none', () => XCLIPConfig.from_pretrained(BASE, { prompt_alfa: 1 })],
    ['a folder that is none', () => new XCLIPConfig().save_pretrained(null as unknown as string)],
    ['null for a checkpoint', () => XCLIPConfig.from_pretrained(null as unknown as string)],
    ['null for options', () => XCLIPModel.from_pretrained(BASE, null as unknown as Record<string, never>)],
    ['an option that is none', () => XCLIPModel.from_pretrained(BASE, { dtype: 'fp16' } as object)],
  ])('and models refuse %s', async (_what, action) => {
    await expect(Promise.resolve().then(action)).rejects.toMatchObject({ code: 'BAD_OPTION' });
  });
});

test.each(Object.entries(activations))('the activation %s', async (name, expected) => {
  const folder = tempFolder();
  const towers = { text_config: { hidden_act: name }, vision_config: { hidden_act: name } };
  const config = await XCLIPConfig.from_pretrained(BASE, { prompt_hidden_act: name, ...towers });
  config.save_pretrained(folder);
  copyFileSync(join(BASE, 'model.safetensors'), join(folder, 'model.safetensors'));
  const model = await XCLIPModel.from_pretrained(folder, { threads: 1 });
  const output = await model({ input_ids, pixel_values });
  expect(distance(output.text_model_output.pooler_output, expected.text)).toBeLessThan(TOLERANCE);
  expect(distance(output.video_embeds, expected.video)).toBeLessThan(TOLERANCE);
  expect(largestDifference(output.logits_per_video.data, expected.logits)).toBeLessThan(TOLERANCE);
  await model.dispose();
});

describe('a tower saved alone', () => {
  const whole = fixturePath('checkpoints/two-frames');

  test('is the text tower', async () => {
    const ids = { input_ids: new CLIPTokenizer(whole)('a dog').input_ids };
    const [alone, within] = await Promise.all([
      XCLIPTextModel.from_pretrained(fixturePath('forms/towers/text'), { threads: 1 }),
      XCLIPTextModel.from_pretrained(whole, { threads: 1 }),
    ]);
    expect(await alone(ids)).toEqual(await within(ids));
    expect(alone.config.hidden_size).toBe(within.config.hidden_size);
    await Promise.all([alone.dispose(), within.dispose()]);
  });

  test('is the vision tower', async () => {
    const pixels = { pixel_values: pattern([2, 3, 64, 64]) };
    const [alone, within] = await Promise.all([
      XCLIPVisionModel.from_pretrained(fixturePath('forms/towers/vision'), { threads: 1 }),
      XCLIPVisionModel.from_pretrained(whole, { threads: 1 }),
    ]);
    expect(await alone(pixels)).toEqual(await within(pixels));
    await Promise.all([alone.dispose(), within.dispose()]);
  });

  test('is no whole model', async () => {
    await expect(XCLIPModel.from_pretrained(fixturePath('forms/towers/text'))).rejects.toMatchObject({
      code: 'NOT_XCLIP',
    });
    await expect(XCLIPVisionModel.from_pretrained(fixturePath('forms/towers/text'))).rejects.toMatchObject({
      code: 'NOT_XCLIP',
    });
  });
});

describe('outputs', async () => {
  const model = await XCLIPModel.from_pretrained(BASE, { threads: 1 });
  afterAll(() => model.dispose());
  const flags = { return_dict: false, output_hidden_states: true, output_attentions: true } as const;

  test('of the two feature methods are tuples where asked for', async () => {
    expect(shapes(await model.get_text_features({ input_ids, ...flags }))).toEqual(features.tuples.text);
    expect(shapes(await model.get_video_features({ pixel_values, ...flags }))).toEqual(features.tuples.video);
    model.config.return_dict = false;
    expect(await model.get_text_features({ input_ids })).toHaveLength(2);
    model.config.return_dict = true;
    expect((await model.get_text_features({ input_ids })).dims).toEqual([1, 32]);
  });

  test.each(['root', 'text', 'vision'] as const)('have hidden states by the towers’ configurations: %s', async (where) => {
    const { config } = model;
    const configured = { root: config, text: config.text_config, vision: config.vision_config }[where];
    configured.output_hidden_states = true;
    const { text_model_output, vision_model_output } = await model({ input_ids, pixel_values });
    configured.output_hidden_states = false;
    expect([text_model_output.keys(), vision_model_output.keys()]).toEqual(features['hidden states'][where]);
  });

  test.each<[string, string, unknown]>([
    ['null', 'BAD_OPTION', null],
    ['a number', 'BAD_OPTION', 5],
    ['a text for a flag', 'BAD_OPTION', { input_ids, pixel_values, return_dict: 'no' }],
    ['null for a flag', 'BAD_OPTION', { input_ids, pixel_values, output_hidden_states: null }],
    ['null for ids', 'BAD_TENSOR', { input_ids: null, pixel_values }],
    ['a text for pixels', 'BAD_TENSOR', { input_ids, pixel_values: 'frames' }],
    ['lists for ids', 'BAD_TENSOR', { input_ids: [[1, 2]], pixel_values }],
    ['null for a mask', 'BAD_TENSOR', { input_ids, pixel_values, attention_mask: null }],
  ])('are refused for %s by %s', async (_what, code, inputs) => {
    const call = model as (inputs: unknown) => Promise<unknown>;
    await expect(call(inputs)).rejects.toMatchObject({ code });
  });
});
