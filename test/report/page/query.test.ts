import { describe, expect, test } from 'vitest';
import { EVERYTHING, selectRows, type Query } from '../../../page/src/query.js';
import { rowsOf } from './rows-fixture.js';

const ROWS = rowsOf(
  [
    {
      video: 'x/Beach.mp4',
      start: 3,
      labels: [
        ['a dog', 0.9],
        ['a cat', 0.1],
      ],
    },
    {
      video: 'x/alley.mp4',
      start: 1,
      labels: [
        ['a cat', 0.6],
        ['a dog', 0.4],
      ],
    },
    { video: 'y/car.mp4', start: 2, labels: [], source: 1 },
    { video: 'y/Dog.mp4', start: 1, labels: [['a bird', 0.6]], source: 1 },
  ],
  [{}, {}],
);
const select = (query: Partial<Query>): number[] => [...selectRows(ROWS, { ...EVERYTHING, ...query })];
const label = (name: string): number => ROWS.data.labels.name.indexOf(name);

describe('search', () => {
  test.each([
    ['', [0, 1, 2, 3]],
    ['  ', [0, 1, 2, 3]],
    ['DOG', [0, 1, 3]],
    ['dog x/', [0, 1]],
    ['.mp4 bird', [3]],
    ['nothing', []],
    ['.*', []],
  ])('%j finds rows %j', (text, rows) => {
    expect(select({ text })).toEqual(rows);
  });
});

describe('filter', () => {
  test('by a label anywhere in the row, and its probability', () => {
    expect(select({ label: label('a cat') })).toEqual([0, 1]);
    expect(select({ label: label('a cat'), least: 0.5 })).toEqual([1]);
  });

  test("by the best label's probability, where no label is asked for", () => {
    expect(select({ least: 0.6 })).toEqual([0, 1, 3]);
  });

  test('by the file', () => {
    expect(select({ source: 1 })).toEqual([2, 3]);
  });
});

describe('order', () => {
  test.each([
    ['results', false, [0, 1, 2, 3]],
    ['results', true, [3, 2, 1, 0]],
    ['video', false, [1, 0, 2, 3]],
    ['start', false, [1, 3, 2, 0]],
    ['start', true, [0, 2, 1, 3]],
    ['label', false, [3, 1, 0, 2]],
    // Without a label a row has no probability: last of those that fall.
    ['probability', true, [0, 1, 3, 2]],
    ['probability', false, [2, 1, 3, 0]],
  ] as const)('by %s, descending: %s', (sort, isDescending, rows) => {
    expect(select({ sort, isDescending })).toEqual(rows);
  });

  test("by the asked label's own probability", () => {
    expect(select({ sort: 'probability', isDescending: false, label: label('a dog') })).toEqual([1, 0]);
  });
});
