/** Tokenizers of vocab.json and merges.txt, against what transformers makes of the same folders (forms.json). */
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openTokenizer } from '../../../src/xclip/text/tokenizer.js';
import { fixturePath, readReference } from '../../support/fixtures.js';

interface FormsReference {
  tokenizers: { texts: [string][]; max_length: number; input_ids: Record<string, number[][] | undefined> };
}

const {
  texts,
  max_length: maxTokens,
  input_ids: expected,
} = (readReference('forms.json') as FormsReference).tokenizers;
const LIMITS = { maxTokens, vocabSize: 1000 };
const VARIANTS = readdirSync(fixturePath('forms/tokenizers'));

const temporary = mkdtempSync(join(tmpdir(), 'xclip-tokenizer-'));
afterAll(() => rmSync(temporary, { recursive: true }));

test.each(VARIANTS)("the tokenizer %s equals transformers'", (variant) => {
  const tokenizer = openTokenizer(fixturePath(`forms/tokenizers/${variant}`), LIMITS);
  const different = texts.flatMap(([text], i) => {
    const { ids } = tokenizer.tokenize(text);
    return JSON.stringify(ids) === JSON.stringify(expected[variant]?.[i])
      ? []
      : [{ text, ids, expected: expected[variant]?.[i] }];
  });
  expect(different).toEqual([]);
  expect(texts.length).toBeGreaterThan(150);
});

describe('a tokenizer folder', () => {
  const good = fixturePath('forms/tokenizers/bare');
  const vocab = JSON.parse(readFileSync(join(good, 'vocab.json'), 'utf8')) as Record<string, unknown>;
  const merges = readFileSync(join(good, 'merges.txt'), 'utf8');
  let number = 0;

  function failure(change: (folder: string) => void): unknown {
    const folder = join(temporary, String(number++));
    cpSync(good, folder, { recursive: true });
    change(folder);
    try {
      openTokenizer(folder, LIMITS).tokenize('a dog');
    } catch (error) {
      return error;
    }
    return undefined;
  }

  const setMerges = (text: string) => (folder: string) => writeFileSync(join(folder, 'merges.txt'), text);
  const setVocab = (change: Record<string, unknown>) => (folder: string) =>
    writeFileSync(join(folder, 'vocab.json'), JSON.stringify({ ...vocab, ...change }));
  const message = (pattern: RegExp) => expect.stringMatching(pattern) as string;

  test.each(['vocab.json', 'merges.txt'])('without %s is told so', (name) => {
    expect(failure((folder) => rmSync(join(folder, name)))).toMatchObject({
      code: 'MISSING_FILE',
      message: message(new RegExp(`no tokenizer.json, and no ${name}$`)),
    });
  });

  test.each([
    ['three pieces', `${merges}a b c\n`, /line 62: "a b c" is not two pieces/],
    ['one piece', `${merges}ab\n`, /line 62: "ab" is not two pieces/],
    ['an empty line', `${merges}\n`, /line 62: "" is not two pieces/],
    ['unknown pieces', `${merges}zz qq\n`, /line 62: vocab\.json has no "zz"/],
    ['pieces whose union is unknown', `${merges}z q\n`, /line 62: vocab\.json has no "zq"/],
    [
      'a comment',
      `# hello\n${merges}`,
      /line 1: vocab\.json has no "#hello"|line 1: vocab\.json has no "hello"/,
    ],
  ])('with %s in merges.txt is refused by line', (_, text, pattern) => {
    expect(failure(setMerges(text))).toMatchObject({ code: 'BAD_TOKENIZER', message: message(pattern) });
  });

  test.each([1.5, -1, 1e300])('with the id %d in vocab.json is refused', (id) => {
    expect(failure(setVocab({ 'q!q': id }))).toMatchObject({
      code: 'BAD_TOKENIZER',
      message: message(/gives "q!q" the id/),
    });
  });

  test('with entries that are no numbers passes over them, as the reference does', () => {
    expect(failure(setVocab({ 'q!q': 'x', __proto__x: null }))).toBeUndefined();
  });

  test('with ids that the model lacks is refused', () => {
    expect(failure(setVocab({ 'dog</w>': 5000, 'a</w>': 5001 }))).toMatchObject({ code: 'BAD_TOKENIZER' });
  });

  test('that asks for another tokenizer is refused', () => {
    const config = JSON.stringify({ tokenizer_class: 'GPT2Tokenizer' });
    expect(failure((folder) => writeFileSync(join(folder, 'tokenizer_config.json'), config))).toMatchObject({
      code: 'BAD_TOKENIZER',
      message: message(/asks for the tokenizer "GPT2Tokenizer"/),
    });
  });

  test('without a begin token is refused', () => {
    const config = JSON.stringify({ bos_token: null });
    expect(failure((folder) => writeFileSync(join(folder, 'tokenizer_config.json'), config))).toMatchObject({
      code: 'BAD_TOKENIZER',
      message: 'the tokenizer has no bos_token',
    });
  });

  test('with a huge merges.txt, or one that is not UTF-8, is refused', () => {
    expect(failure(setMerges('a b\n'.repeat(5_000_000)))).toMatchObject({ code: 'BAD_TOKENIZER' });
    const latin1 = Buffer.from([0xe9, 0x20, 0xe9, 0x0a]);
    const refused = failure((folder) => writeFileSync(join(folder, 'merges.txt'), latin1));
    expect(refused).toMatchObject({ code: 'UNREADABLE_CHECKPOINT' });
  });

  test('with ten thousand added tokens too many is refused', () => {
    const tokens = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`<${i}>`, i]));
    const refused = failure((folder) =>
      writeFileSync(join(folder, 'added_tokens.json'), JSON.stringify(tokens)),
    );
    expect(refused).toMatchObject({ code: 'BAD_TOKENIZER' });
  });
});
