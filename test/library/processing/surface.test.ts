/** The tokenizer's options, settings and attributes against transformers' own (test/fixtures/make/library_surface.py). */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  CLIPTokenizer,
  VideoMAEImageProcessor,
  XCLIPProcessor,
  type ImageProcessorOptions,
  type Tensor,
  type TokenIds,
  type TokenizerOptions,
  type TokenizerSettings,
} from '../../../dist/index.js';
import { fixturePath, readReference, sha256 } from '../../support/fixtures.js';
import { tempFolder } from '../../support/temp-folder.js';
import { picture, upsideDown } from './picture.js';

type Rows = number[][];

interface Encoded {
  surface: Record<string, unknown>;
  'max_length 5': Rows;
  whole: Rows;
  padded: Rows;
}

interface Surface {
  tokenizers: {
    surfaces: Record<'base' | 'odd', Record<string, unknown>>;
    calls: ({ options: TokenizerOptions; keys: string[] } & Record<string, unknown>)[];
    settings: { settings: TokenizerSettings; encoded: Encoded }[];
    files: Record<
      string,
      {
        files: Record<string, object>;
        encoded: Encoded;
        processor?: Record<'input_ids' | 'attention_mask', Rows>;
      }
    >;
    texts: {
      text: string;
      tokenize: string[];
      'with ends': string[];
      pair: string[];
      encode: number[];
      ids: number[];
    }[];
    decoded: {
      ids: [number | number[] | number[][]];
      text: [string | string[]];
      plain: [string | string[]];
    }[];
    'unknown token': number[];
    tokens: (string | null)[];
    'tokens without special ones': (string | null)[];
  };
  images: {
    rows: { options: ImageProcessorOptions; dims: number[]; float32_sha256: string }[];
    processors: Record<string, string>;
  };
}

const { tokenizers, images } = readReference('library-surface.json') as Surface;
const BASE = fixturePath('checkpoints/base');
const ODD = fixturePath('checkpoints/odd');
const TEXTS = ['playing sports', 'a', 'eating spaghetti with a fork in the park'];

function numbers(tensor: Tensor): unknown {
  return JSON.parse(
    JSON.stringify(tensor.tolist(), (_, value: unknown) =>
      typeof value === 'bigint' ? Number(value) : value,
    ),
  );
}

function expectSurface(tokenizer: CLIPTokenizer, expected: Record<string, unknown>): void {
  const actual = Object.fromEntries(
    Object.keys(expected).map((name) => [name, (Reflect.get(tokenizer, name) as unknown) ?? null]),
  );
  expect(actual).toEqual(expected);
}

function expectEncoded(tokenizer: CLIPTokenizer, { surface, ...expected }: Encoded): void {
  expectSurface(tokenizer, surface);
  expect(TEXTS.map((text) => tokenizer.encode(text, { max_length: 5 }))).toEqual(expected['max_length 5']);
  expect(TEXTS.map((text) => tokenizer.encode(text))).toEqual(expected.whole);
  const padding = tokenizer.pad_token === undefined ? {} : { padding: true };
  expect(tokenizer.encode(TEXTS, { truncation: true, ...padding })).toEqual(expected.padded);
}

describe('CLIPTokenizer', () => {
  const base = new CLIPTokenizer(BASE);
  const odd = new CLIPTokenizer(ODD);

  test('has the attributes', () => {
    expectSurface(base, tokenizers.surfaces.base);
    expectSurface(odd, tokenizers.surfaces.odd);
  });

  test.each(tokenizers.calls)('takes $options', ({ options, keys, ...expected }) => {
    if (keys.length === 0) {
      expect(() => base(TEXTS, options)).toThrow(expect.objectContaining({ code: 'BAD_OPTION' }));
      return;
    }
    const encoded = base(TEXTS, options);
    expect(Object.keys(encoded)).toEqual(keys);
    for (const [key, tensor] of Object.entries(encoded))
      expect(numbers(tensor as Tensor), key).toEqual(expected[key]);
  });

  test.each(tokenizers.settings)('opens with $settings', async ({ settings, encoded }) => {
    const tokenizer = await CLIPTokenizer.from_pretrained(BASE, settings);
    expectEncoded(tokenizer, encoded);
    const folder = tempFolder();
    tokenizer.save_pretrained(folder);
    expectEncoded(new CLIPTokenizer(folder), encoded);
  });

  test.each(Object.entries(tokenizers.files))(
    'reads files: %s',
    async (_name, { files, encoded, processor }) => {
      const folder = tempFolder();
      cpSync(BASE, folder, { recursive: true });
      for (const [name, values] of Object.entries(files)) {
        const path = join(folder, name);
        writeFileSync(
          path,
          JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...values }),
        );
      }
      expectEncoded(new CLIPTokenizer(folder), encoded);
      const opened = await XCLIPProcessor.from_pretrained(folder);
      if (processor === undefined) {
        await expect(opened({ text: TEXTS, padding: true })).rejects.toMatchObject({ code: 'BAD_OPTION' });
        return;
      }
      const lengths = new Set(processor.input_ids.map((row) => row.length));
      if (lengths.size > 1) {
        await expect(opened({ text: TEXTS })).rejects.toMatchObject({ code: 'RAGGED' });
        return;
      }
      const { input_ids, attention_mask } = await opened({ text: TEXTS });
      expect(numbers(input_ids)).toEqual(processor.input_ids);
      expect(numbers(attention_mask)).toEqual(processor.attention_mask);
    },
  );

  test.each(tokenizers.texts)('has the names of $text', (expected) => {
    const { text } = expected;
    expect(odd.tokenize(text)).toEqual(expected.tokenize);
    expect(odd.tokenize(text, { add_special_tokens: true })).toEqual(expected['with ends']);
    expect(odd.tokenize(text, { pair: 'b c' })).toEqual(expected.pair);
    expect(odd.encode(text)).toEqual(expected.encode);
    expect(odd.convert_tokens_to_ids(expected.tokenize)).toEqual(expected.ids);
  });

  test('turns tokens into ids and back', () => {
    expect(base.convert_tokens_to_ids(['nothing like it', 'a</w>'])).toEqual(tokenizers['unknown token']);
    expect(base.convert_tokens_to_ids('a</w>')).toBe(tokenizers['unknown token'][1]);
    expect(odd.convert_ids_to_tokens([0, 1024, 1026, 5000]).map((token) => token ?? null)).toEqual(
      tokenizers.tokens,
    );
    expect(odd.convert_ids_to_tokens([0, 1024, 1026], { skip_special_tokens: true })).toEqual(
      tokenizers['tokens without special ones'],
    );
    expect(odd.convert_ids_to_tokens(5)).toBe(odd.convert_ids_to_tokens([5])[0]);
  });

  test.each(tokenizers.decoded)('decodes $ids', ({ ids: [ids], text: [text], plain: [plain] }) => {
    expect(odd.decode(ids as TokenIds)).toEqual(text);
    expect(odd.decode(ids as TokenIds, { skip_special_tokens: true })).toEqual(plain);
    expect(odd.batch_decode(ids as TokenIds, { clean_up_tokenization_spaces: true })).toEqual([text].flat());
  });

  test.each([[-1], [2 ** 32], [1.5], ['5'], [null], [[5, -1]], [[[5], [null]]], [{ data: [5], dims: null }]])(
    'refuses the ids %j',
    (ids) => {
      const code = typeof ids === 'object' && ids !== null && 'data' in ids ? 'BAD_TENSOR' : 'BAD_IDS';
      expect(() => base.decode(ids as unknown as TokenIds)).toThrow(expect.objectContaining({ code }));
    },
  );

  test.each<[string, unknown, unknown]>([
    ['NO_TEXT', null, {}],
    ['BAD_OPTION', 5, {}],
    ['BAD_OPTION', ['a', null], {}],
    ['BAD_OPTION', 'a', null],
    ['BAD_OPTION', 'a', { padding: 'longer' }],
    ['BAD_OPTION', 'a', { truncation: 'middle' }],
    ['BAD_OPTION', 'a', { max_length: null }],
    ['BAD_OPTION', 'a', { max_length: '5' }],
    ['BAD_OPTION', 'a', { padding: true, pad_to_multiple_of: 0 }],
    ['BAD_OPTION', 'a', { text_pair: 5 }],
    ['BAD_OPTION', 'a', { text_pair: ['b', 'c'] }],
    ['BAD_OPTION', ['a', 'b'], { text_pair: ['b'] }],
    ['BAD_OPTION', 'a', { return_tensors: 'tf' }],
    ['BAD_OPTION', 'a', { return_offsets_mapping: true }],
    ['BAD_OPTION', 'a', { padding: true, truncation: true, max_length: 9, pad_to_multiple_of: 4 }],
  ])('refuses by %s: %j, %j', (code, text, options) => {
    const call = base as (text: unknown, options: unknown) => unknown;
    expect(() => call(text, options)).toThrow(expect.objectContaining({ code }));
  });
});

describe('VideoMAEImageProcessor', () => {
  const settings = {
    size: 40,
    crop_size: 32,
    image_mean: [0.485, 0.456, 0.406],
    image_std: [0.229, 0.224, 0.225],
  };

  test.each(images.rows)('takes $options', ({ options, dims, float32_sha256 }) => {
    const frame = picture(61, 47);
    const { pixel_values } = new VideoMAEImageProcessor(settings)([frame, upsideDown(frame)], options);
    expect(pixel_values.dims).toEqual(dims);
    const { buffer, byteOffset, byteLength } = pixel_values.data;
    expect(sha256(new Uint8Array(buffer, byteOffset, byteLength))).toBe(float32_sha256);
  });

  test('tells its settings', async () => {
    const { default: plain, sizes, odd, overridden } = images.processors;
    const made = [
      [new VideoMAEImageProcessor(), plain],
      [
        new VideoMAEImageProcessor({ size: [30, 40], crop_size: 24, resample: 3, do_normalize: false }),
        sizes,
      ],
      [await VideoMAEImageProcessor.from_pretrained(ODD), odd],
      [
        await VideoMAEImageProcessor.from_pretrained(ODD, { size: { shortest_edge: 50 }, crop_size: 20 }),
        overridden,
      ],
    ] as const;
    for (const [processor, expected] of made) {
      expect(processor.to_json_string()).toBe(expected);
      expect(VideoMAEImageProcessor.from_dict(processor.to_dict()).to_dict()).toEqual(processor.to_dict());
    }
  });

  test('goes by what its attributes are set to', () => {
    const processor = new VideoMAEImageProcessor();
    expect(processor.crop_size).toEqual({ height: 224, width: 224 });
    processor.size = { shortest_edge: 40 };
    processor.crop_size = { height: 20, width: 30 };
    expect(processor([picture(61, 47)]).pixel_values.dims).toEqual([1, 1, 3, 20, 30]);
  });

  test.each<[unknown]>([
    [{ size: { longest_edge: 40 } }],
    [{ size: { height: 40 } }],
    [{ size: [40] }],
    [{ size: 'large' }],
    [{ size: null }],
    [{ crop_size: { shortest_edge: 4 } }],
    [{ do_resize: 'no' }],
    [{ resample: 9 }],
    [{ image_mean: [1, 2] }],
    [{ do_pad: true }],
    [null],
  ])('refuses %j', (options) => {
    const refused = expect.objectContaining({ code: 'BAD_OPTION' }) as unknown;
    const make = (): unknown => new VideoMAEImageProcessor(options as ImageProcessorOptions);
    expect(make).toThrow(refused);
    const call = new VideoMAEImageProcessor() as (frames: unknown, options: unknown) => unknown;
    expect(() => call([picture(61, 47)], options)).toThrow(refused);
  });
});

describe('XCLIPProcessor', () => {
  const frames = [picture(61, 47)];

  test('takes options of its parts together or apart', async () => {
    const processor = await XCLIPProcessor.from_pretrained(BASE);
    const together = await processor({
      text: TEXTS,
      videos: frames,
      padding: true,
      crop_size: 20,
      return_tensors: 'pt',
    });
    const images_kwargs = { crop_size: 20 };
    expect(
      await processor({ text: TEXTS, images: frames, text_kwargs: { padding: true }, images_kwargs }),
    ).toEqual(together);
    const twice = { text: TEXTS, padding: true, text_kwargs: { padding: true } };
    await expect(processor(twice)).rejects.toMatchObject({ code: 'BAD_OPTION' });
  });

  test.each<[unknown]>([
    [null],
    [{ text: 'a', audio: [] }],
    [{ text: 'a', text_kwargs: { crop_size: 3 } }],
    [{ text: 'a', images_kwargs: null }],
    [{ videos: [picture(9, 9)], images: [picture(8, 8)] }],
  ])('refuses %j', async (inputs) => {
    const processor = await XCLIPProcessor.from_pretrained(BASE);
    await expect((processor as (inputs: unknown) => Promise<unknown>)(inputs)).rejects.toMatchObject({
      code: 'BAD_OPTION',
    });
  });

  test('opens with settings of its parts', async () => {
    const settings = { padding_side: 'left', crop_size: 20, pad_token: '!' } as const;
    const { tokenizer, image_processor } = await XCLIPProcessor.from_pretrained(BASE, settings);
    expect([tokenizer.padding_side, tokenizer.pad_token]).toEqual(['left', '!']);
    expect(image_processor.crop_size).toEqual({ height: 20, width: 20 });
    await expect(XCLIPProcessor.from_pretrained(BASE, { colour: 'red' } as object)).rejects.toMatchObject({
      code: 'BAD_OPTION',
    });
  });

  test('reads what transformers 5 saves, and saves it so', async () => {
    const folder = fixturePath('forms/processor');
    const processor = await XCLIPProcessor.from_pretrained(folder);
    const text = { text: TEXTS, padding: true };
    const stored = JSON.parse(readFileSync(join(folder, 'processor_config.json'), 'utf8')) as {
      image_processor: Record<string, unknown>;
    };
    expect(processor.image_processor.to_dict()).toMatchObject({ size: stored.image_processor.size });
    const copy = tempFolder();
    processor.save_pretrained(copy);
    const again = await XCLIPProcessor.from_pretrained(copy);
    expect(await again({ ...text, videos: frames })).toEqual(await processor({ ...text, videos: frames }));
  });
});
