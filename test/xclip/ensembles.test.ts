import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDecoderPool, type DecoderPool } from '../../dist/media/pool/decoder-pool.js';
import { chooseDecoder } from '../../dist/media/choose/choose-decoder.js';
import { XclipModel } from '../../dist/xclip/model.js';
import { fixturePath, largestDifference, readCases, readReference } from '../support/fixtures.js';
import { readReferenceClip } from '../support/read-reference-clip.js';

/** As of whole runs: fp32 sums in another order, over values up to about 15. */
const TOLERANCE = 1e-4;

interface Averages {
  text_features: number[][];
  logits_per_video: number[];
}

/** What transformers gives where averages of texts take the place of texts (test/fixtures/make/ensemble_reference.py). */
const reference = readReference('ensembles.json') as {
  clip: string;
  templates: string[];
  labels: string[];
  synonyms: string[][];
  results: Record<string, { templates: Averages; synonyms: Averages }>;
};

const TEXTS = {
  templates: reference.labels.map((label) =>
    reference.templates.map((template) => template.replace('{}', label)),
  ),
  // One of the labels has one text, which stays a string.
  synonyms: reference.synonyms.map((texts) => (texts.length === 1 ? (texts[0] ?? '') : texts)),
};

let pool: DecoderPool;
beforeAll(async () => {
  const { engine, started } = await chooseDecoder();
  pool = createDecoderPool({ engine, started, size: 1, timeoutMs: 60_000 });
});
afterAll(() => pool.close());

describe.each(Object.keys(reference.results))('of %s', (checkpoint) => {
  const model = XclipModel.open(fixturePath(`checkpoints/${checkpoint}`), { threads: 2 });
  afterAll(() => model.close());

  test.each(['templates', 'synonyms'] as const)('%s are averaged as with the reference', async (kind) => {
    const expected = reference.results[checkpoint]?.[kind];
    const texts = await model.encodeLabels(TEXTS[kind]);
    expect(texts.labelCount).toBe(TEXTS[kind].length);
    expect(largestDifference(texts.features, expected?.text_features.flat() ?? [])).toBeLessThan(TOLERANCE);

    const [sample] = readCases(checkpoint).cases.filter(
      ({ clip, seed }) => clip === reference.clip && seed === 0,
    );
    if (sample === undefined) throw new Error('no such case');
    const { frames } = await readReferenceClip(pool, model, sample);
    const logits = await model.score(await model.encodeClip(frames), 1, texts);
    expect(largestDifference(logits, expected?.logits_per_video ?? [])).toBeLessThan(TOLERANCE);
  });

  test('a label is cut if one of its texts is, and named once', async () => {
    const long = 'very '.repeat(100);
    const texts = await model.encodeLabels(['short', ['short', long, `${long} so`], long]);
    expect(texts.truncated).toEqual([1, 2]);
  });
});
