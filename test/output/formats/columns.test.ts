import { expect, test } from 'vitest';
import { columnLine, fitColumns } from '../../../src/output/formats/columns.js';

test('cells stand in their columns, without blanks at the end', () => {
  const columns = [{ width: 5 }, { width: 4, align: 'right' }, { width: 6 }] as const;
  expect(columnLine(columns, ['ab', '1', 'x'])).toBe('ab        1  x');
  expect(columnLine(columns, ['ab'])).toBe('ab');
});

test('what is too long loses its end, or its start', () => {
  expect(columnLine([{ width: 5 }], ['abcdefgh'])).toBe('abcd…');
  expect(columnLine([{ width: 5, keeps: 'end' }], ['abcdefgh'])).toBe('…efgh');
  expect(columnLine([{ width: Infinity }], ['abcdefgh'])).toBe('abcdefgh');
});

test('columns are as wide as their cells, and the widest gives way to the terminal', () => {
  const rows = [
    ['id', 'n'],
    ['a-long-name-of-a-thing', '12'],
  ];
  const columns = [{ keeps: 'end' }, { align: 'right' }] as const;
  const print = (width?: number): string[] => {
    const fitted = fitColumns(columns, rows, width);
    return rows.map((row) => columnLine(fitted, row));
  };
  expect(print()).toEqual(['id                       n', 'a-long-name-of-a-thing  12']);
  expect(print(20)).toEqual(['id                 n', '…name-of-a-thing  12']);
  // No table is that narrow.
  expect(print(5)).toEqual(['id             n', '…-of-a-thing  12']);
});
