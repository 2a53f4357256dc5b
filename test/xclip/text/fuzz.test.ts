/** 20,000 strings from all of Unicode against transformers' tokenizer, by the hashes of their ids. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { openTokenizer } from '../../../dist/xclip/text/tokenizer.js';
import { fixturePath, readReference } from '../../support/fixtures.js';
import { fuzzString } from '../../support/fuzz/strings.js';

interface FuzzReference {
  checkpoint: string;
  strings: number;
  sha256_3_base64: [string][];
}

const HASH_BYTES = 3;

test("gives transformers' ids, whatever Unicode this Node has", () => {
  const { checkpoint, strings, sha256_3_base64 } = readReference('tokenizer-fuzz.json') as FuzzReference;
  const hashes = Buffer.concat(sha256_3_base64.map(([row]) => Buffer.from(row, 'base64')));
  expect(hashes.length).toBe(strings * HASH_BYTES);
  const limits = { maxTokens: Infinity, vocabSize: Infinity };
  const tokenizer = openTokenizer(fixturePath(`checkpoints/${checkpoint}`), limits);
  const different: [number, string][] = [];
  for (let i = 0; i < strings; i++) {
    const text = fuzzString(i);
    const hash = createHash('sha256').update(tokenizer.tokenize(text).ids.join(' ')).digest();
    if (hash.compare(hashes, i * HASH_BYTES, (i + 1) * HASH_BYTES, 0, HASH_BYTES) !== 0)
      different.push([i, text]);
  }
  expect(different).toEqual([]);
});
