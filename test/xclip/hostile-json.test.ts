/** Values of a checkpoint's JSON files that JSON.parse reads and nothing else may stumble over. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CheckpointError } from '../../src/errors.js';
import { shardNames } from '../../src/hub/checkpoint-files.js';
import { parseConfig } from '../../src/xclip/config.js';
import { parsePreprocessing } from '../../src/xclip/processor.js';
import { openTokenizer } from '../../src/xclip/text/tokenizer.js';
import { fixturePath } from '../support/fixtures.js';
import { tempFolder } from '../support/temp-folder.js';

/** Deeper than JSON.stringify can go. */
const DEEP = '['.repeat(100_000) + ']'.repeat(100_000);
const LONG = JSON.stringify('x'.repeat(1_000_000));
const LIMITS = { maxTokens: 77, vocabSize: 1027 };

function refusal(action: () => unknown): CheckpointError {
  try {
    action();
  } catch (error) {
    if (error instanceof CheckpointError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe.each([
  ['nested without end', DEEP],
  ['a million characters long', LONG],
])('a value %s is refused in a few words', (_, value) => {
  const parsed = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

  test.each<[string, () => unknown]>([
    ['model_type', () => parseConfig(parsed(`{"model_type":${value}}`))],
    ['a size', () => parseConfig(parsed(`{"model_type":"xclip","projection_dim":${value}}`))],
    ['crop_size', () => parsePreprocessing(parsed(`{"crop_size":{"height":${value},"width":1}}`), 224)],
    ['image_mean', () => parsePreprocessing(parsed(`{"image_mean":[${value},0,0]}`), 224)],
    ["a shard's name", () => shardNames('a/b', 'index.json', `{"weight_map":{"w":[${value}]}}`)],
  ])('%s', (_name, action) => {
    expect(refusal(action).message.length).toBeLessThan(500);
  });
});

describe('a tokenizer', () => {
  function folderWith(from: string, name: string, content: string): string {
    const folder = tempFolder();
    cpSync(fixturePath(from), folder, { recursive: true });
    writeFileSync(join(folder, name), content);
    return folder;
  }

  test('whose added tokens have objects for ids', () => {
    // Number() would call what they hold.
    const ids = `{"<a>":{"toString":1,"valueOf":1},"<b>":${DEEP},"<c>":3}`;
    const folder = folderWith('forms/tokenizers/added', 'added_tokens.json', ids);
    expect(openTokenizer(folder, LIMITS).tokenize('a dog').ids.length).toBeGreaterThan(2);
  });

  test('whose vocabulary has texts for ids', () => {
    const folder = tempFolder();
    cpSync(fixturePath('checkpoints/odd'), folder, { recursive: true });
    const path = join(folder, 'tokenizer.json');
    const json = JSON.parse(readFileSync(path, 'utf8')) as { model: { vocab: Record<string, unknown> } };
    for (const token of Object.keys(json.model.vocab)) json.model.vocab[token] = '5';
    writeFileSync(path, JSON.stringify(json));
    const error = refusal(() => openTokenizer(folder, LIMITS).tokenize('a dog'));
    expect(error.code).toBe('BAD_TOKENIZER');
  });
});
