import { expect, test } from 'vitest';
import { LabelRows } from '../../../src/report/read/label-rows.js';
import { ResultColumns } from '../../../src/report/result-columns.js';

const ROW = {
  ...{ video: 'a.mp4', clips: 2, start_s: 0, end_s: 10, rank: 1, label: 'x' },
  ...{ mean_probability: 0.5, max_probability: 0.9, max_start_s: 8 },
};

test.each([
  ['a text, as CSV has them', '0.0-4.5;8.0-10.0'],
  [
    'a list, as Parquet has them',
    [
      { start_s: 0, end_s: 4.5 },
      { start_s: 8, end_s: 10 },
    ],
  ],
])('segments that are %s', (_, segments) => {
  const columns = new ResultColumns();
  new LabelRows('videos', 0, columns).add({ ...ROW, segments });
  expect(columns.finish().entries.segments).toEqual([[0, 4.5, 8, 10]]);
});

test('segments that are neither are refused', () => {
  const rows = new LabelRows('videos', 0, new ResultColumns());
  expect(() => rows.add({ ...ROW, segments: '0-1-2' })).toThrow('segments has "0-1-2"');
  expect(() => rows.add({ ...ROW, segments: 7 })).toThrow('segments is 7 where a text belongs');
});
