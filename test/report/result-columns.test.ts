import { expect, test } from 'vitest';
import { ResultColumns } from '../../src/report/result-columns.js';

const ROW = { source: 0, clip: 0, startSeconds: 0, endSeconds: 1 };

test('entries that come in any order stand by row and rank', () => {
  const columns = new ResultColumns();
  const [first, second] = ['a/1.mp4', 'b/2.mp4'].map((video) => columns.addRow({ ...ROW, video }));
  columns.addEntry(second ?? -1, { label: 'y', rank: 2, probability: 0.2 });
  columns.addEntry(first ?? -1, { label: 'x', rank: 1, probability: 0.9 });
  columns.addEntry(second ?? -1, { label: 'x', rank: 1, probability: 0.8 });
  const { rows, entries, labels, videos } = columns.finish();
  expect(rows.entries).toEqual([1, 2]);
  expect(entries.label.map((label) => labels.name[label])).toEqual(['x', 'x', 'y']);
  expect(entries.probability).toEqual([0.9, 0.8, 0.2]);
  expect(videos).toEqual({ folders: ['a/', 'b/'], folder: [0, 1], name: ['1.mp4', '2.mp4'] });
});

test('each name is kept once', () => {
  const columns = new ResultColumns();
  for (let clip = 0; clip < 3; clip++) {
    const row = columns.addRow({ ...ROW, clip, video: 'a/1.mp4' });
    columns.addEntry(row, { set: 's', label: 'x', rank: 1, probability: 0.5 });
  }
  const { rows, videos, labels } = columns.finish();
  expect(rows.video).toEqual([0, 0, 0]);
  expect(videos.name).toEqual(['1.mp4']);
  expect(labels).toEqual({ name: ['x'], set: [0], sets: ['s'] });
});
