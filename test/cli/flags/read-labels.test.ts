import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readLabels as readSet, readLabelSets } from '../../../src/cli/flags/read-labels.js';
import { tempFolder } from '../../support/temp-folder.js';

function fileOf(content: string | Uint8Array): string {
  const file = join(tempFolder(), 'labels.txt');
  writeFileSync(file, content);
  return file;
}

const readLabels = (files: string[], texts: string[]): string[] => readSet(files, texts).labels;

describe('readLabels', () => {
  test.each([
    { name: 'plain lines', content: 'a cat\na dog\n', expected: ['a cat', 'a dog'] },
    { name: 'no newline at the end', content: 'a cat\na dog', expected: ['a cat', 'a dog'] },
    { name: 'a byte order mark and CRLF', content: '\ufeffa cat\r\na dog\r\n', expected: ['a cat', 'a dog'] },
    {
      name: 'blank lines and blanks around',
      content: '\n  a cat \n\t\n\n a dog\n',
      expected: ['a cat', 'a dog'],
    },
    { name: 'any script', content: '猫\nкот\n😺\n', expected: ['猫', 'кот', '😺'] },
    { name: 'labels that differ in case only', content: 'Cat\ncat\n', expected: ['Cat', 'cat'] },
  ])('reads $name', ({ content, expected }) => {
    expect(readLabels([fileOf(content)], [])).toEqual(expected);
  });

  test('puts --label after the file', () => {
    expect(readLabels([fileOf('a\nb\n')], ['c'])).toEqual(['a', 'b', 'c']);
    expect(readLabels([], [' c '])).toEqual(['c']);
  });

  test.each([
    { name: 'nothing', content: undefined, texts: [], code: 'NO_LABELS', says: 'no labels are given' },
    { name: 'an empty file', content: '', texts: [], code: 'NO_LABELS', says: 'labels.txt has no labels' },
    { name: 'only blanks', content: ' \n\n', texts: [], code: 'NO_LABELS', says: 'has no labels' },
    {
      name: 'a duplicate',
      content: 'a\n\nb\na\n',
      texts: [],
      code: 'DUPLICATE_LABEL',
      says: /"a" stands twice: at line 1 of .*labels\.txt and at line 4 of/,
    },
    {
      name: 'a duplicate of a flag',
      content: 'a\n',
      texts: ['a'],
      code: 'DUPLICATE_LABEL',
      says: /line 1 of .* and at --label number 1/,
    },
    {
      name: 'Latin-1',
      content: Buffer.from('caf\xe9\n', 'latin1'),
      texts: [],
      code: 'BAD_LABELS_FILE',
      says: 'not UTF-8',
    },
    {
      name: 'UTF-16',
      content: Buffer.from('\ufeffa\nb\n', 'utf16le'),
      texts: [],
      code: 'BAD_LABELS_FILE',
      says: 'not UTF-8',
    },
    {
      name: 'a binary file',
      content: Buffer.from([0, 1, 2, 0]),
      texts: [],
      code: 'BAD_LABELS_FILE',
      says: 'not UTF-8',
    },
    {
      name: 'a huge file',
      content: Buffer.alloc(17 << 20, 'a'),
      texts: [],
      code: 'BAD_LABELS_FILE',
      says: 'larger than',
    },
  ])('refuses $name', ({ content, texts, code, says }) => {
    const file = content === undefined ? undefined : fileOf(content);
    expect(() => readLabels(file === undefined ? [] : [file], texts)).toThrow(
      expect.objectContaining({ code, exitCode: 2, message: expect.stringMatching(says) as string }),
    );
  });

  test('names a file that is not there', () => {
    expect(() => readLabels(['/nowhere/labels.txt'], [])).toThrow(/nowhere/);
  });
});

describe('readLabelSets', () => {
  test('makes one set without a name of files and texts', () => {
    expect(readLabelSets([fileOf('a\n'), fileOf('b\n')], ['c'])).toEqual([
      { name: undefined, labels: ['a', 'b', 'c'] },
    ]);
  });

  test('makes a set of each named file, in which others may have the same label', () => {
    expect(
      readLabelSets([`scene=${fileOf('beach\nother\n')}`, `action=${fileOf('run\nother\n')}`], []),
    ).toEqual([
      { name: 'scene', labels: ['beach', 'other'] },
      { name: 'action', labels: ['run', 'other'] },
    ]);
  });

  test('takes a file with an equals sign in its path for a file', () => {
    const file = join(tempFolder(), 'x=y.txt');
    writeFileSync(file, 'a\n');
    expect(readLabelSets([file], [])).toEqual([{ name: undefined, labels: ['a'] }]);
  });

  test.each([
    { name: 'a mixture', files: ['a=FILE', 'FILE'], texts: [], code: 'MIXED_LABEL_SETS' },
    { name: 'a text beside named sets', files: ['a=FILE'], texts: ['b'], code: 'MIXED_LABEL_SETS' },
    { name: 'a name twice', files: ['a=FILE', 'a=FILE'], texts: [], code: 'DUPLICATE_SET' },
    { name: 'a set without a file', files: ['a=/nowhere'], texts: [], code: 'BAD_LABELS_FILE' },
  ])('refuses $name', ({ files, texts, code }) => {
    const file = fileOf('x\n');
    expect(() =>
      readLabelSets(
        files.map((value) => value.replace('FILE', file)),
        texts,
      ),
    ).toThrow(expect.objectContaining({ code, exitCode: 2 }));
  });
});
