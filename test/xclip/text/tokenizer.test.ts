import { describe, expect, test } from 'vitest';
import { openTokenizer } from '../../../src/xclip/text/tokenizer.js';
import { parseConfig } from '../../../src/xclip/config.js';
import { requireJsonFile } from '../../../src/xclip/json-file.js';
import { CHECKPOINTS, fixturePath, readCases, readReference } from '../../support/fixtures.js';

interface TokenizerReference {
  texts: [string][];
  checkpoints: Record<string, { input_ids: number[][] } | number[][]>;
}

function open(checkpoint: string) {
  const folder = fixturePath(`checkpoints/${checkpoint}`);
  const { text } = parseConfig(requireJsonFile(folder, 'config.json'));
  return openTokenizer(folder, { maxTokens: text.maxPositionEmbeddings, vocabSize: text.vocabSize });
}

describe.each(CHECKPOINTS)('the tokenizer of %s', (checkpoint) => {
  test("equals transformers' on tricky strings", () => {
    const { texts, checkpoints } = readReference('tokenizer.json') as TokenizerReference;
    const reference = checkpoints[checkpoint] ?? [];
    const expected = 'input_ids' in reference ? reference.input_ids : reference;
    const tokenizer = open(checkpoint);
    const different = texts.flatMap(([text], i) => {
      const { ids } = tokenizer.tokenize(text);
      return JSON.stringify(ids) === JSON.stringify(expected[i])
        ? []
        : [{ text, ids, expected: expected[i] }];
    });
    expect(different).toEqual([]);
    expect(texts.length).toBeGreaterThan(300);
  });

  test('equals it on the labels of the cases', () => {
    const tokenizer = open(checkpoint);
    for (const { labels, input_ids: expected } of Object.values(readCases(checkpoint).label_sets)) {
      expect(labels.map((label) => tokenizer.tokenize(label).ids)).toEqual(expected);
    }
  });

  test('cuts a long label and says so', () => {
    const tokenizer = open(checkpoint);
    const { ids, truncated } = tokenizer.tokenize('word '.repeat(200));
    const { ids: short, truncated: shortIsCut } = tokenizer.tokenize('word');
    expect(truncated).toBe(true);
    expect(shortIsCut).toBe(false);
    expect(ids.at(-1)).toBe(short.at(-1));
    expect(ids[0]).toBe(short[0]);
  });
});
