import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chooseFormat, formatNames } from '../../../dist/output/formats/all-formats.js';
import type { RowKind } from '../../../dist/output/formats/output-format.js';
import { ROOT } from '../../support/fixtures.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

const chosen = (kind: RowKind, output: string): string =>
  chooseFormat(kind, { output, isTerminal: false }).name;

describe('a file is written as its name says', () => {
  test.each<[RowKind, string, string]>([
    ['labels', 'x.csv', 'csv'],
    ['labels', 'x.jsonl', 'jsonl'],
    ['labels', 'x.ndjson', 'jsonl'],
    ['labels', 'x.vtt', 'vtt'],
    ['labels', 'X.CSV', 'csv'],
    ['labels', 'tags', 'csv'],
    ['embeddings', 'x.parquet', 'parquet'],
    ['embeddings', 'x.npy', 'npy'],
    ['embeddings', 'x.jsonl', 'jsonl'],
    ['hits', 'x.csv', 'csv'],
    ['hits', 'x.ndjson', 'jsonl'],
    ['evaluation', 'x.json', 'json'],
    ['evaluation', 'x.svg', 'svg'],
    ['evaluation', 'figures', 'json'],
  ])('%s to %s: %s', (kind, output, format) => expect(chosen(kind, output)).toBe(format));

  test.each<[RowKind, readonly string[]]>([
    ['labels', ['json', 'tsv', 'srt', 'parquet', 'npy', 'txt']],
    ['embeddings', ['json', 'tsv', 'srt', 'csv', 'vtt', 'npz']],
    ['hits', ['json', 'tsv', 'srt', 'parquet', 'vtt']],
  ])('%s refuse what they do not write', (kind, extensions) => {
    for (const extension of extensions) {
      expect(() => chosen(kind, `x.${extension}`), extension).toThrow(`x.${extension}`);
      // A name that is asked for is no guess.
      expect(
        chooseFormat(kind, { name: 'jsonl', output: `x.${extension}`, isTerminal: false }).name,
        extension,
      ).toBe('jsonl');
    }
  });

  test('of each kind there is one', () => {
    for (const kind of ['labels', 'embeddings', 'hits'] as const) expect(formatNames(kind)).not.toEqual([]);
  });
});

const COMMANDS: Record<string, string[]> = {
  tag: ['tag', join(ROOT, 'examples/clips'), '--label', 'dancing'],
  embed: ['embed', join(ROOT, 'examples/clips')],
  search: ['search', 'store.parquet', 'dancing'],
};

describe.each(Object.keys(COMMANDS))('xclip %s', (command) => {
  const refused = ['json', 'tsv', 'srt', ...(command === 'embed' ? ['csv'] : ['parquet'])];
  test.each(refused)('refuses -o x.%s before any work', async (extension) => {
    const cwd = tempFolder();
    const args = [...(COMMANDS[command] ?? []), '--model', 'tiny-shapes', '-o', `x.${extension}`];
    const { status, stdout, stderr } = await runHere(args, { cwd });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^xclip: x\.\w+.*; end it in \.\w+.* or \.\w+, or give --format\n$/);
    expect(existsSync(join(cwd, `x.${extension}`))).toBe(false);
  });
});
