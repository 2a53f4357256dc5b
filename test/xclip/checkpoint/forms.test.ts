/** One tiny checkpoint in every form, against transformers, which opened the same files (forms.json). */
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../../dist/xclip/checkpoint/open-checkpoint.js';
import { XclipModel } from '../../../dist/xclip/model.js';
import { fixturePath, largestDifference, readReference } from '../../support/fixtures.js';

/** fp32 sums in another order. */
const TOLERANCE = 1e-4;

interface FormsReference {
  labels: string[];
  results: Record<
    string,
    { text_features: number[][]; video_embeds: number[]; logits_per_video: number[] } | undefined
  >;
}

const { labels, results } = readReference('forms.json') as FormsReference;
const FORMS = readdirSync(fixturePath('forms/weights'));
const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'xclip-forms-')));
afterAll(() => rmSync(temporary, { recursive: true }));

/** A whole checkpoint folder: the shared files, and links to the weights, as in the Hub cache. */
function assemble(name: string, form: string): string {
  const folder = join(temporary, name);
  cpSync(fixturePath('forms/shared'), folder, { recursive: true });
  const weights = fixturePath(`forms/weights/${form}`);
  for (const file of readdirSync(weights)) symlinkSync(join(weights, file), join(folder, file));
  return folder;
}

async function run(folder: string) {
  const model = XclipModel.open(folder, { threads: 1 });
  try {
    const { numFrames, imageSize } = model.config.vision;
    const frames = Uint8Array.from(
      { length: numFrames * imageSize * imageSize * 3 },
      (_, i) => (i * 2654435761) >>> 24,
    );
    const texts = await model.encodeLabels(labels);
    const clip = await model.encodeClip(frames);
    return { texts, clip, logits: await model.score(clip, 1, texts) };
  } finally {
    await model.close();
  }
}

describe('weights as', () => {
  test.each(FORMS)("%s give the reference's numbers", async (form) => {
    const expected = results[form.split('-')[0] ?? ''];
    const { texts, clip, logits } = await run(assemble(form, form));
    expect(largestDifference(texts.features, expected?.text_features.flat() ?? [])).toBeLessThan(TOLERANCE);
    expect(largestDifference(clip.videoEmbeds, expected?.video_embeds ?? [])).toBeLessThan(TOLERANCE);
    expect(largestDifference(logits, expected?.logits_per_video ?? [])).toBeLessThan(TOLERANCE);
  });

  test('one type give the same bytes in every form', async () => {
    const { logits } = await run(assemble('plain', 'bf16-safetensors'));
    for (const form of ['bf16-bin', 'bf16-views-bin'])
      expect((await run(assemble(`same-${form}`, form))).logits).toEqual(logits);
  });

  test.each(['fp32', 'fp16', 'bf16'])('%s may start at any byte', async (type) => {
    const bytes = readFileSync(fixturePath(`forms/weights/${type}-safetensors/model.safetensors`));
    const headerBytes = Number(bytes.readBigUInt64LE(0));
    for (const padding of [1, 2, 3]) {
      const folder = join(temporary, `unaligned-${type}-${padding}`);
      cpSync(fixturePath('forms/shared'), folder, { recursive: true });
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(headerBytes + padding));
      const header = bytes.subarray(8, 8 + headerBytes);
      const moved = [length, header, Buffer.alloc(padding, ' '), bytes.subarray(8 + headerBytes)];
      writeFileSync(join(folder, 'model.safetensors'), Buffer.concat(moved));
      const { logits } = await run(folder);
      expect(largestDifference(logits, results[type]?.logits_per_video ?? [])).toBeLessThan(TOLERANCE);
    }
  });
});

describe('a folder with several forms', () => {
  const order = [
    ['model.safetensors', 'fp32-safetensors'],
    ['model.safetensors.index.json', 'fp16-sharded'],
    ['pytorch_model.bin', 'bf16-bin'],
    ['pytorch_model.bin.index.json', 'fp32-sharded-bin'],
  ] as const;

  test('is read as transformers reads it: safetensors first, whole files before shards', () => {
    const folder = assemble('several', order[0][1]);
    for (const [, form] of order.slice(1)) {
      const weights = fixturePath(`forms/weights/${form}`);
      for (const file of readdirSync(weights)) symlinkSync(join(weights, file), join(folder, file));
    }
    for (const [name, form] of order) {
      const { files } = openCheckpoint(folder);
      expect(files.every((file) => file.startsWith(fixturePath(`forms/weights/${form}/`)))).toBe(true);
      rmSync(join(folder, name));
    }
    expect(() => openCheckpoint(folder)).toThrow(
      expect.objectContaining({
        code: 'MISSING_FILE',
        message: `${folder} has no weights: no model.safetensors, no model.safetensors.index.json, no pytorch_model.bin, no pytorch_model.bin.index.json`,
      }),
    );
  });
});

test('position ids and other buffers lie beside the weights and are left alone', () => {
  const checkpoint = openCheckpoint(fixturePath('forms/weights/fp32-bin'));
  expect(checkpoint.has('text_model.embeddings.position_ids')).toBe(true);
  expect(() => checkpoint.weight('text_model.embeddings.position_ids', [1, 24])).toThrow(
    expect.objectContaining({ code: 'WRONG_TYPE' }),
  );
});
