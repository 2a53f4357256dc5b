import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FileRanges } from '../../../src/output/journal/file-ranges.js';
import { readLines } from '../../../src/output/journal/read-lines.js';
import { tempFolder } from '../../support/temp-folder.js';

function fileOf(content: string): string {
  const path = join(tempFolder(), 'file');
  writeFileSync(path, content);
  return path;
}

async function linesOf(path: string): Promise<[string, number][]> {
  const lines: [string, number][] = [];
  for await (const { text, end } of readLines(path)) lines.push([text, end]);
  return lines;
}

test.each([
  ['', []],
  ['torn', []],
  ['a\n', [['a', 2]]],
  [
    'a\n\nbc\nto',
    [
      ['a', 2],
      ['', 3],
      ['bc', 6],
    ],
  ],
  ['ü\n', [['ü', 3]]],
])('reads the whole lines of %j', async (content, expected) => {
  expect(await linesOf(fileOf(content))).toEqual(expected);
});

test('reads lines over the edges of its chunks', async () => {
  const words = [1, 2, 3, 4].map((n) => String(n).repeat(700_000));
  const lines = await linesOf(fileOf(`${words.join('\n')}\n`));
  expect(lines.map(([text]) => text === words[0] || text.length)).toEqual([true, 700_000, 700_000, 700_000]);
  expect(lines.at(-1)?.[1]).toBe(4 * 700_001);
});

test('reads no lines of no file', async () => {
  expect(await linesOf(join(tempFolder(), 'missing'))).toEqual([]);
});

test('reads ranges, also those that share no window', async () => {
  const content = Array.from({ length: 400_000 }, (_, i) => `${i},`).join('');
  const ranges = await FileRanges.open(fileOf(content));
  for (const [start, end] of [
    [0, 0],
    [0, 10],
    [10, 2_000_000],
    [2_000_000, 2_000_100],
    [5, 9],
    [content.length - 3, content.length],
  ] as const) {
    expect((await ranges.read(start, end))?.toString()).toBe(content.slice(start, end));
  }
  expect(await ranges.read(content.length - 3, content.length + 1)).toBeUndefined();
  expect(await ranges.read(9, 5)).toBeUndefined();
  await ranges.close();
});

test('reads nothing but nothing of no file', async () => {
  const ranges = await FileRanges.open(join(tempFolder(), 'missing'));
  expect(await ranges.read(0, 0)).toHaveLength(0);
  expect(await ranges.read(0, 1)).toBeUndefined();
  await ranges.close();
});
