import { describe, expect, test } from 'vitest';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labelTexts } from '../../../../src/cli/flags/labels/label-texts.js';
import { readLabels, readLabelSets } from '../../../../src/cli/flags/read-labels.js';
import { tempFolder } from '../../../support/temp-folder.js';

function fileOf(content: string | Uint8Array, name = 'labels.csv'): string {
  const file = join(tempFolder(), name);
  writeFileSync(file, content);
  return file;
}

const read = (content: string | Uint8Array, options = {}): ReturnType<typeof readLabels> =>
  readLabels([fileOf(content)], [], options);

const HEADER = 'label,prompt\n';

describe('a table', () => {
  test('gives labels their prompts; rows of one label are synonyms, wherever they stand', () => {
    const { labels, prompts } = read(
      `${HEADER}jogging,a person jogging\nswimming,\njogging,"someone, running"\n`,
    );
    expect(labels).toEqual(['jogging', 'swimming']);
    expect([...(prompts ?? [])]).toEqual([
      ['jogging', ['a person jogging', 'someone, running']],
      ['swimming', ['']],
    ]);
  });

  test.each([
    ['a byte order mark and CRLF', '\ufefflabel,prompt\r\na,b\r\n'],
    ['other columns, in another order', 'id,prompt,label\n7,b,a\n'],
    ['capitals and quotes', '"Label" , PROMPT\n a , "b" \n'],
    ['blank lines and rows, and no newline at the end', '\n\nlabel,prompt\n\n,\na,b'],
    ['line ends of three kinds', 'label,prompt\r\n\na,b\r'],
  ])('may have %s', (_, content) => {
    const { labels, prompts } = read(content);
    expect([labels, [...(prompts ?? [])]]).toEqual([['a'], [['a', ['b']]]]);
  });

  test('is known by its first line, whatever its name', () => {
    expect(readLabels([fileOf(`${HEADER}a,b\n`, 'labels.txt')], []).labels).toEqual(['a']);
  });

  test('may be a named set, or stand beside lists', () => {
    const table = fileOf(`${HEADER}a,b\n`);
    const list = fileOf('c\n', 'more.txt');
    expect(readLabels([table, list], ['d']).labels).toEqual(['a', 'c', 'd']);
    const [set] = readLabelSets([`x=${table}`], []);
    expect([set?.name, set?.labels, set?.prompts?.get('a')]).toEqual(['x', ['a'], ['b']]);
  });

  test('may have comments, where they are asked for', () => {
    const content = '# mine\nlabel,prompt\n# more, of it\na,b # not this\n';
    expect(read(content, { withComments: true }).prompts?.get('a')).toEqual(['b # not this']);
  });
});

describe('no table is', () => {
  test.each([
    ['a list with commas', 'a dog, running\na cat, sleeping\n', ['a dog, running', 'a cat, sleeping']],
    ['CSV of other columns', 'id,name\n1,dancing\n', ['id,name', '1,dancing']],
    ['a list of one word', 'label\nprompt\n', ['label', 'prompt']],
  ])('%s', (_, content, expected) => {
    const { labels, prompts } = read(content);
    expect(labels).toEqual(expected);
    expect(prompts).toBeUndefined();
  });
});

describe('refused is', () => {
  test.each([
    ['an empty file', '', 'NO_LABELS', 'has no labels'],
    ['a header alone', HEADER, 'NO_LABELS', 'has no labels'],
    [
      'a missing column prompt',
      'label,text\na,b\n',
      'BAD_LABELS_FILE',
      'a column label, but none named prompt',
    ],
    [
      'a missing column label',
      'name,prompt\na,b\n',
      'BAD_LABELS_FILE',
      'a column prompt, but none named label',
    ],
    [
      'a row with a comma too much',
      `${HEADER}a,b\na,b, c\n`,
      'BAD_LABELS_FILE',
      /line 3 of .* has 3 cells, where .* 2/,
    ],
    ['a row too short', `${HEADER}a\n`, 'BAD_LABELS_FILE', /line 2 of .* has 1 cell, where/],
    ['a row without a label', `${HEADER}a,b\n ,c\n`, 'BAD_LABELS_FILE', /line 3 of .* has no label/],
    ['a label of two lines', `${HEADER}"a\nb",c\n`, 'BAD_LABELS_FILE', /line 3 of .* of several lines/],
    ['a quote that never ends', `${HEADER}a,"b\n`, 'BAD_LABELS_FILE', 'is no table of labels: '],
    [
      'a row twice',
      `${HEADER}a,b\nc,d\na, b\n`,
      'DUPLICATE_PROMPT',
      /with the prompt "b": at line 2 of .* and at line 4/,
    ],
    ['a bare row twice', `${HEADER}a,\na,\n`, 'DUPLICATE_PROMPT', /twice without a prompt: at line 2/],
    ['NUL', `${HEADER}a,\0\n`, 'BAD_LABELS_FILE', 'not UTF-8'],
    ['UTF-16', Buffer.from(`\ufeff${HEADER}a,b\n`, 'utf16le'), 'BAD_LABELS_FILE', 'not UTF-8'],
  ])('%s', (_, content, code, says) => {
    expect(() => read(content)).toThrow(
      expect.objectContaining({ code, exitCode: 2, message: expect.stringMatching(says) as string }),
    );
  });

  test('a label of a table that a list has, too, and one of two tables', () => {
    const table = fileOf(`${HEADER}a,b\na,c\n`);
    const twin = expect.objectContaining({ code: 'DUPLICATE_LABEL' }) as Error;
    expect(() => readLabels([table], ['a'])).toThrow(twin);
    expect(() => readLabels([table, fileOf(`${HEADER}a,d\n`, 'other.csv')], [])).toThrow(twin);
  });

  test('a message holds no line of a megabyte', () => {
    const long = 'x'.repeat(1 << 20);
    for (const content of [
      `${HEADER}a,${long}\na,${long}\n`,
      `${HEADER}a,"b${long}\n`,
      `${HEADER}a,${long}"b\n`,
    ]) {
      try {
        read(content);
      } catch (error) {
        expect(String(error).length).toBeLessThan(2000);
      }
    }
  });
});

describe('what the model reads of a label', () => {
  const set = {
    labels: ['a', 'b', 'c'],
    prompts: new Map([
      ['b', ['my {} here', 'plain', '']],
      ['c', ['alone']],
    ]),
  };

  test('is the label in every template, or its own prompts without', () => {
    expect(labelTexts(set, ['one {}', 'two {}'])).toEqual([
      ['one a', 'two a'],
      ['my b here', 'plain', 'one b', 'two b'],
      'alone',
    ]);
  });

  test('is one string with one template', () => {
    expect(labelTexts({ labels: ['a', 'b'] }, ['{}'])).toEqual(['a', 'b']);
  });

  test('is refused where it would be millions of texts', () => {
    const labels = Array.from({ length: 1001 }, (_, i) => `label ${i}`);
    const templates = Array.from({ length: 1000 }, (_, i) => `{} ${i}`);
    expect(() => labelTexts({ labels }, templates)).toThrow(
      expect.objectContaining({ code: 'TOO_MANY_PROMPTS', exitCode: 2 }),
    );
  });
});

test('comments are skipped in lists, where they are asked for', () => {
  const list = fileOf('# verbs\na\n  # more\n#b\nc # d\n', 'list.txt');
  expect(readLabels([list], ['#e'], { withComments: true }).labels).toEqual(['a', 'c # d', '#e']);
  expect(readLabels([list], []).labels).toEqual(['# verbs', 'a', '# more', '#b', 'c # d']);
  const only = fileOf('# all\n', 'list.txt');
  expect(() => readLabels([only], [], { withComments: true })).toThrow(/has no labels/);
});

test('a million labels are read in seconds', () => {
  const content = Array.from({ length: 1_000_000 }, (_, i) => `label ${i}`).join('\n');
  expect(readLabels([fileOf(content, 'many.txt')], []).labels).toHaveLength(1_000_000);
}, 20_000);
