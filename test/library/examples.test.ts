/**
 * The examples of X-CLIP's documentation page, line by line, on local checkpoints in the place of the Hub's, against
 * what the page's own code gives there (test/fixtures/reference/cases-*.json).
 */
import { afterAll, describe, expect, test } from 'vitest';
import {
  AutoModel,
  AutoProcessor,
  AutoTokenizer,
  probe_video,
  read_video,
  sample_frame_indices,
  XCLIPModel,
  XCLIPProcessor,
  XCLIPTextConfig,
  XCLIPTextModel,
  XCLIPVisionConfig,
  XCLIPVisionModel,
} from '../../dist/index.js';
import {
  CHECKPOINTS,
  fixturePath,
  largestDifference,
  readCases,
  sha256,
  type ReferenceCase,
} from '../support/fixtures.js';
import { TOLERANCE } from './tensor-summary.js';

const opened: { dispose(): Promise<void> }[] = [];
afterAll(() => Promise.all(opened.map((model) => model.dispose())));
function disposed<M extends { dispose(): Promise<void> }>(model: M): M {
  opened.push(model);
  return model;
}

test('XCLIPTextConfig', () => {
  let configuration = new XCLIPTextConfig();
  const model = new XCLIPTextModel(configuration);
  configuration = model.config;
  expect(configuration.vocab_size).toBe(49408);
});

test('XCLIPVisionConfig', () => {
  let configuration = new XCLIPVisionConfig();
  const model = new XCLIPVisionModel(configuration);
  configuration = model.config;
  expect(configuration.mit_hidden_size).toBe(512);
});

describe.each(CHECKPOINTS)('on the checkpoint %s', (checkpoint) => {
  const id = fixturePath(`checkpoints/${checkpoint}`);
  const { label_sets: labelSets, cases } = readCases(checkpoint);
  const [reference] = cases as (ReferenceCase & { float32_tchw_sha256: string })[];
  const file_path = fixturePath(`clips/${reference?.clip ?? ''}`);
  const labels = labelSets[reference?.label_set ?? '']?.labels ?? [];
  const text_features_expected = labelSets[reference?.label_set ?? '']?.text_features.flat() ?? [];

  async function read() {
    const { vision_config } = (await XCLIPModel.from_pretrained(id)).config;
    const indices = sample_frame_indices({
      clip_len: vision_config.num_frames,
      frame_sample_rate: reference?.frame_sample_rate ?? 1,
      seg_len: (await probe_video(file_path)).frames,
      seed: reference?.seed ?? 0,
    });
    expect(indices).toEqual(reference?.indices);
    return read_video(file_path, { indices });
  }

  test('XCLIPModel.forward', async () => {
    const video = await read();
    const processor = await XCLIPProcessor.from_pretrained(id);
    const model = disposed(await XCLIPModel.from_pretrained(id, { device: 'cpu', precision: 'fp32' }));

    const inputs = await processor({ text: labels, videos: [video], padding: true, truncation: true });
    expect(sha256(new Uint8Array(inputs.pixel_values.data.buffer))).toBe(reference?.float32_tchw_sha256);

    const outputs = await model.forward(inputs);
    const logits_per_video = outputs.logits_per_video;
    const probs = logits_per_video.softmax(1);

    expect(logits_per_video.dims).toEqual([1, labels.length]);
    expect(largestDifference(logits_per_video.data, reference?.logits_per_video ?? [])).toBeLessThan(
      TOLERANCE,
    );
    expect(largestDifference(probs.data, reference?.probabilities ?? [])).toBeLessThan(TOLERANCE);
    const called = await model({ ...inputs, return_dict: false });
    expect(called).toEqual(outputs.to_tuple());
  });

  test('get_text_features', async () => {
    const tokenizer = await AutoTokenizer.from_pretrained(id);
    const model = disposed(await AutoModel.from_pretrained(id));

    const inputs = tokenizer(labels, { padding: true, truncation: true });
    const text_features = await model.get_text_features(inputs);

    expect(text_features.dims).toEqual([labels.length, model.config.projection_dim]);
    expect(largestDifference(text_features.data, text_features_expected)).toBeLessThan(TOLERANCE);
  });

  test('get_video_features', async () => {
    const video = await read();
    const processor = await AutoProcessor.from_pretrained(id);
    const model = disposed(await AutoModel.from_pretrained(id));

    const inputs = await processor({ videos: video });
    const video_features = await model.get_video_features(inputs);

    expect(video_features.dims).toEqual([1, model.config.projection_dim]);
    expect(largestDifference(video_features.data, reference?.video_embeds ?? [])).toBeLessThan(TOLERANCE);
  });

  test('XCLIPTextModel', async () => {
    const model = disposed(await XCLIPTextModel.from_pretrained(id));
    const tokenizer = await AutoTokenizer.from_pretrained(id);

    const inputs = tokenizer(['a photo of a cat', 'a photo of a dog'], { padding: true });

    const outputs = await model(inputs);
    const last_hidden_state = outputs.last_hidden_state;
    const pooled_output = outputs.pooler_output;

    const [texts, tokens] = inputs.input_ids.dims;
    expect(last_hidden_state.dims).toEqual([texts, tokens, model.config.hidden_size]);
    expect(pooled_output.dims).toEqual([texts, model.config.hidden_size]);
  });

  test('XCLIPVisionModel', async () => {
    const video = await read();
    const processor = await AutoProcessor.from_pretrained(id);
    const model = disposed(await XCLIPVisionModel.from_pretrained(id));

    let pixel_values = (await processor({ videos: video })).pixel_values;
    const [, num_frames = 0, num_channels = 0, height = 0, width = 0] = pixel_values.shape;
    pixel_values = pixel_values.reshape(-1, num_channels, height, width);

    const outputs = await model(pixel_values);
    const last_hidden_state = outputs.last_hidden_state;

    expect(last_hidden_state.dims[0]).toBe(num_frames);
    expect(last_hidden_state.dims[2]).toBe(model.config.hidden_size);
  });
});
