/** The three model classes against transformers' own, tensor by tensor (test/fixtures/make/library_reference.py). */
import { afterAll, describe, expect, test } from 'vitest';
import {
  XCLIPModel,
  XCLIPTextModel,
  XCLIPVisionModel,
  type BaseModelOutputWithPooling,
} from '../../../dist/index.js';
import { CHECKPOINTS, fixturePath, largestDifference, readReference } from '../../support/fixtures.js';
import { distance, distances, longs, pattern, TOLERANCE, type TensorSummary } from '../tensor-summary.js';

interface TowerSummary {
  last_hidden_state: TensorSummary;
  pooler_output: TensorSummary;
  hidden_states?: TensorSummary[];
  attentions?: TensorSummary[];
}

interface TextCase extends TowerSummary {
  name: string;
  attn_implementation: 'sdpa' | 'eager';
  inputs: Record<'input_ids', number[][]> & Partial<Record<'attention_mask' | 'position_ids', number[][]>>;
  text_features: TensorSummary;
}

interface VisionCase extends TowerSummary {
  pixels: number[];
}

interface ForwardCase extends Record<'text_embeds' | 'video_embeds' | 'video_features', TensorSummary> {
  inputs: Record<'input_ids' | 'attention_mask', number[][]>;
  pixels: number[];
  loss: number;
  logits_per_text: number[][];
  logits_per_video: number[][];
  text_model_output: TowerSummary;
  vision_model_output: TowerSummary;
  mit_output: TowerSummary;
  video_features_last_hidden_state: TensorSummary;
  keys: string[];
}

interface LibraryReference {
  text: TextCase[];
  vision: VisionCase[];
  forward: ForwardCase[];
}

function expectTower(actual: BaseModelOutputWithPooling, expected: TowerSummary): void {
  expect(distance(actual.last_hidden_state, expected.last_hidden_state)).toBeLessThan(TOLERANCE);
  expect(distance(actual.pooler_output, expected.pooler_output)).toBeLessThan(TOLERANCE);
  if (expected.hidden_states !== undefined) {
    expect(distances(actual.hidden_states, expected.hidden_states)).toBeLessThan(TOLERANCE);
  }
  // Under `sdpa` the reference has no attentions.
  if (expected.attentions !== undefined) {
    expect(distances(actual.attentions, expected.attentions)).toBeLessThan(TOLERANCE);
  }
}

function textInputs({ inputs }: Pick<TextCase, 'inputs'>) {
  return Object.fromEntries(Object.entries(inputs).map(([name, rows]) => [name, longs(rows)]));
}

describe.each(CHECKPOINTS)('on the checkpoint %s', async (checkpoint) => {
  const folder = fixturePath(`checkpoints/${checkpoint}`);
  const reference = readReference(`library-${checkpoint}.json`) as LibraryReference;
  const options = { threads: 2 };
  const textModels = {
    sdpa: await XCLIPTextModel.from_pretrained(folder, options),
    eager: await XCLIPTextModel.from_pretrained(folder, { ...options, attn_implementation: 'eager' }),
  };
  const visionModel = await XCLIPVisionModel.from_pretrained(folder, options);
  const model = await XCLIPModel.from_pretrained(folder, options);
  const eagerModel = await XCLIPModel.from_pretrained(folder, { ...options, attn_implementation: 'eager' });
  const captures = { output_hidden_states: true, output_attentions: true };
  const everyModel = [textModels.sdpa, textModels.eager, visionModel, model, eagerModel];
  afterAll(() => Promise.all(everyModel.map((one) => one.dispose())));

  test.each(reference.text)('XCLIPTextModel: $name, $attn_implementation', async (expected) => {
    const textModel = textModels[expected.attn_implementation];
    const inputs = textInputs(expected);
    expectTower(await textModel({ ...inputs, ...captures }), expected);
    const { hidden_states, attentions, ...plain } = expected;
    expectTower(await textModel.forward(inputs), plain);
  });

  test.each(reference.text)('get_text_features: $name, $attn_implementation', async (expected) => {
    const whole = expected.attn_implementation === 'sdpa' ? model : eagerModel;
    const features = await whole.get_text_features(textInputs(expected));
    expect(distance(features, expected.text_features)).toBeLessThan(TOLERANCE);
    expect(features.pooler_output.data).toBe(features.data);
    expect(distance(features.last_hidden_state, expected.last_hidden_state)).toBeLessThan(TOLERANCE);
  });

  test.each(reference.vision)('XCLIPVisionModel: $pixels', async (expected) => {
    const interpolate_pos_encoding = expected !== reference.vision[0];
    const inputs = { pixel_values: pattern(expected.pixels), interpolate_pos_encoding };
    expectTower(await visionModel({ ...inputs, ...captures }), expected);
    const { hidden_states, attentions, ...plain } = expected;
    expectTower(await visionModel.forward(inputs), plain);
  });

  test.each(reference.forward)('XCLIPModel: $pixels', async (expected) => {
    const inputs = {
      ...textInputs(expected),
      pixel_values: pattern(expected.pixels),
      interpolate_pos_encoding: expected !== reference.forward[0],
    };
    const outputs = await model.forward({ ...inputs, return_loss: true });
    expect(outputs.keys()).toEqual(expected.keys);
    expect(largestDifference(outputs.logits_per_video.data, expected.logits_per_video.flat())).toBeLessThan(
      TOLERANCE,
    );
    expect(largestDifference(outputs.logits_per_text.data, expected.logits_per_text.flat())).toBeLessThan(
      TOLERANCE,
    );
    expect(outputs.loss?.dims).toEqual([]);
    expect(outputs.loss?.item()).toBeCloseTo(expected.loss, 4);
    expect(distance(outputs.text_embeds, expected.text_embeds)).toBeLessThan(TOLERANCE);
    expect(distance(outputs.video_embeds, expected.video_embeds)).toBeLessThan(TOLERANCE);
    expectTower(outputs.text_model_output, expected.text_model_output);
    expectTower(outputs.vision_model_output, expected.vision_model_output);
    expectTower(outputs.mit_output, expected.mit_output);

    const features = await model.get_video_features(inputs);
    expect(distance(features, expected.video_features)).toBeLessThan(TOLERANCE);
    expect(distance(features.last_hidden_state, expected.video_features_last_hidden_state)).toBeLessThan(
      TOLERANCE,
    );
  });
});
