/** The processor and its parts against transformers' own (test/fixtures/make/library_parts.py). */
import { describe, expect, test } from 'vitest';
import {
  AutoProcessor,
  CLIPTokenizer,
  Tensor,
  VideoMAEImageProcessor,
  XCLIPProcessor,
  type ImageProcessorOptions,
  type TokenizerOptions,
} from '../../../src/index.js';
import { CHECKPOINTS, fixturePath, readReference, sha256 } from '../../support/fixtures.js';
import { tempFolder } from '../../support/temp-folder.js';
import { picture, upsideDown } from './picture.js';

interface TokenizerReference {
  model_max_length: number;
  pad_token_id: number;
  encoded: {
    texts: string[];
    options: TokenizerOptions;
    input_ids: number[][];
    attention_mask: number[][];
  }[];
  decoded: { ids: number[]; text: string; plain: string }[];
  tokens: [number, string][];
}

interface ImageReference {
  rows: { options: ImageProcessorOptions; dims: number[]; float32_sha256: string }[];
}

interface ResizeReference {
  image_mean: number[];
  image_std: number[];
  rows: [number, number, number, number, string, string][];
}

function rows(tensor: Tensor): unknown {
  return (tensor.tolist() as unknown[][]).map((row) => row.map(Number));
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

describe.each(CHECKPOINTS)('the tokenizer of %s', (checkpoint) => {
  const references = readReference('library-tokenizer.json') as Record<string, TokenizerReference>;
  const reference = references[checkpoint];
  const tokenizer = new CLIPTokenizer(fixturePath(`checkpoints/${checkpoint}`));

  test('knows its limits', () => {
    expect(tokenizer.model_max_length).toBe(reference?.model_max_length);
    expect(tokenizer.pad_token_id).toBe(reference?.pad_token_id);
  });

  test.each(reference?.encoded ?? [])('pads and cuts under $options', ({ texts, options, ...expected }) => {
    const { input_ids, attention_mask } = tokenizer(texts, options);
    expect(rows(input_ids)).toEqual(expected.input_ids);
    expect(rows(attention_mask)).toEqual(expected.attention_mask);
  });

  test('decodes', () => {
    const { decoded = [], tokens = [] } = reference ?? {};
    const skip = { skip_special_tokens: true };
    expect(tokenizer.batch_decode(decoded.map(({ ids }) => ids))).toEqual(decoded.map(({ text }) => text));
    expect(decoded.map(({ ids }) => tokenizer.decode(ids, skip))).toEqual(decoded.map(({ plain }) => plain));
    expect(tokens.map(([id]) => tokenizer.decode([id]))).toEqual(tokens.map(([, text]) => text));
  });
});

describe('VideoMAEImageProcessor', () => {
  const { image_mean, image_std, ...resize } = readReference('resize.json') as ResizeReference;

  test('gives the reference’s floats, to the bit', () => {
    for (const [width, height, edge, crop, , expected] of resize.rows) {
      if (width * height > 100_000) continue;
      const processor = new VideoMAEImageProcessor({ size: edge, crop_size: crop, image_mean, image_std });
      const { pixel_values } = processor([picture(width, height)]);
      expect(pixel_values.dims).toEqual([1, 1, 3, crop, crop]);
      expect(sha256(bytesOf(pixel_values.data)), `${width} × ${height}`).toBe(expected);
    }
  });

  const { rows: cases } = readReference('library-images.json') as ImageReference;
  test.each(cases)('under $options', ({ options, dims, float32_sha256 }) => {
    const processor = new VideoMAEImageProcessor({ size: 40, crop_size: 32, image_mean, image_std });
    const frame = picture(61, 47);
    const { pixel_values } = processor([frame, upsideDown(frame)], options);
    expect(pixel_values.dims).toEqual(dims);
    expect(sha256(bytesOf(pixel_values.data))).toBe(float32_sha256);
  });
});

describe('XCLIPProcessor', () => {
  const folder = fixturePath('checkpoints/base');
  const frame = picture(80, 70);
  const video = [frame, upsideDown(frame), frame];
  const tensor = new Tensor(new Uint8Array(video.flatMap(({ data }) => [...data])), [3, 70, 80, 3]);

  test('takes one video or several, in any form', async () => {
    const processor = await XCLIPProcessor.from_pretrained(folder);
    const { pixel_values: one } = await processor({ videos: video });
    expect(one.dims).toEqual([1, 3, 3, 64, 64]);
    const same = [tensor, [tensor], [video]];
    for (const videos of same) expect((await processor({ videos })).pixel_values).toEqual(one);
    const batch = new Tensor(new Uint8Array([...tensor.data, ...tensor.data]), [2, 3, 70, 80, 3]);
    for (const videos of [batch, [tensor, video]]) {
      const { pixel_values: two } = await processor({ videos });
      expect(two.dims).toEqual([2, 3, 3, 64, 64]);
      expect(two.data.subarray(one.size)).toEqual(one.data);
    }
  });

  test('gives what it is asked for', async () => {
    const processor = await AutoProcessor.from_pretrained(folder);
    const both = await processor({ text: ['a', 'b c'], videos: video, padding: true });
    expect(Object.keys(both)).toEqual(['input_ids', 'attention_mask', 'pixel_values']);
    expect(Object.keys(await processor({ text: 'a' }))).toEqual(['input_ids', 'attention_mask']);
    expect(processor.batch_decode(both.input_ids, { skip_special_tokens: true })).toEqual(['a', 'b c']);
    expect(processor.decode(processor.tokenizer('a').input_ids)).toBe('<|startoftext|>a <|endoftext|>');
  });

  test('takes the model’s size where preprocessor_config.json names no crop', async () => {
    const processor = await XCLIPProcessor.from_pretrained(fixturePath('checkpoints/two-frames'));
    expect((await processor({ videos: video })).pixel_values.dims).toEqual([1, 3, 3, 64, 64]);
  });

  test('survives being written and read', async () => {
    const processor = await XCLIPProcessor.from_pretrained(folder);
    const copyFolder = tempFolder();
    processor.save_pretrained(copyFolder);
    const copy = await XCLIPProcessor.from_pretrained(copyFolder);
    const inputs = { text: 'a man', videos: video };
    expect(await copy(inputs)).toEqual(await processor(inputs));
  });

  test('says what is wrong', async () => {
    const processor = await XCLIPProcessor.from_pretrained(folder);
    await expect(processor({})).rejects.toMatchObject({ code: 'MISSING_INPUT' });
    await expect(processor({ text: [] })).rejects.toMatchObject({ code: 'NO_TEXT' });
    await expect(processor({ text: ['a', 'b c'] })).rejects.toMatchObject({ code: 'RAGGED' });
    await expect(processor({ text: 'a', max_length: 1 })).rejects.toMatchObject({ code: 'BAD_OPTION' });
    const flat = new Tensor(new Uint8Array(12), [2, 6]);
    await expect(processor({ videos: flat })).rejects.toMatchObject({ code: 'BAD_TENSOR' });
    const floats = new Tensor(new Float32Array(12), [1, 2, 2, 3]);
    await expect(processor({ videos: floats })).rejects.toMatchObject({ code: 'BAD_TENSOR' });
    await expect(processor({ videos: [video, [frame]] })).rejects.toMatchObject({ code: 'BAD_TENSOR' });
  });
});
