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
    ['labels', 'x.srt', 'srt'],
    ['labels', 'x.parquet', 'parquet'],
    ['labels', 'x.sqlite', 'sqlite'],
    ['labels', 'x.db', 'sqlite'],
    ['summaries', 'x.csv', 'csv'],
    ['summaries', 'x.jsonl', 'jsonl'],
    ['summaries', 'x.parquet', 'parquet'],
    ['summaries', 'x.db', 'sqlite'],
    ['summaries', 'tags', 'csv'],
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
    ['labels', ['json', 'tsv', 'ass', 'npy', 'txt']],
    ['summaries', ['json', 'tsv', 'srt', 'vtt', 'npy', 'txt']],
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

  test.each(['fiftyone', 'labelstudio'] as const)('%s is JSON by its name alone, in a file', (name) => {
    for (const kind of ['labels', 'summaries'] as const) {
      expect(chooseFormat(kind, { name, output: 'x.json', isTerminal: false }).name).toBe(name);
      expect(() => chooseFormat(kind, { name, isTerminal: false })).toThrow(`--format ${name} needs a file`);
    }
    for (const kind of ['embeddings', 'hits', 'evaluation'] as const)
      expect(() => chooseFormat(kind, { name, output: 'x.json', isTerminal: false })).toThrow('is not for');
  });

  test('of each kind there is one', () => {
    for (const kind of ['labels', 'summaries', 'embeddings', 'hits'] as const)
      expect(formatNames(kind)).not.toEqual([]);
  });
});

test('captions are of clips: asked for of videos, they are refused by name', () => {
  expect(() => chooseFormat('summaries', { name: 'srt', output: 'x.srt', isTerminal: false })).toThrow(
    '--format srt is not for xclip tag --per video',
  );
  expect(() => chosen('summaries', 'x.srt')).toThrow(
    'x.srt: .srt is what xclip tag writes, not xclip tag --per video',
  );
});

test.each(['parquet', 'sqlite'])('--format %s to stdout is refused', (name) => {
  expect(() => chooseFormat('labels', { name, isTerminal: false })).toThrow(`--format ${name} needs a file`);
});

const COMMANDS: Record<string, string[]> = {
  tag: ['tag', join(ROOT, 'examples/clips'), '--label', 'dancing'],
  embed: ['embed', join(ROOT, 'examples/clips')],
  search: ['search', 'store.parquet', 'dancing'],
};

describe.each(Object.keys(COMMANDS))('xclip %s', (command) => {
  const refused = [
    'json',
    'tsv',
    ...(command === 'tag' ? ['npy'] : command === 'embed' ? ['csv'] : ['parquet']),
  ];
  test.each(refused)('refuses -o x.%s before any work', async (extension) => {
    const cwd = tempFolder();
    const args = [...(COMMANDS[command] ?? []), '--model', 'tiny-shapes', '-o', `x.${extension}`];
    const { status, stdout, stderr } = await runHere(args, { cwd });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^xclip: x\.\w+.*; end it in \.\w+.* or \.\w+, or give --format\n$/);
    expect(existsSync(join(cwd, `x.${extension}`))).toBe(false);
  });
});
