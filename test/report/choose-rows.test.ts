import { describe, expect, test } from 'vitest';
import { chooseRows, evenly } from '../../src/report/choose-rows.js';
import type { RowData } from '../../src/report/page-data.js';

/** Rows of one label each. */
function rowsOf(videos: readonly number[]): RowData {
  const zeros = videos.map(() => 0);
  return {
    ...{ source: zeros, video: [...videos], clip: zeros, start: zeros, end: zeros },
    entries: videos.map(() => 1),
  };
}

describe('which rows get pictures', () => {
  test('all, where they fit', () => {
    expect(chooseRows(rowsOf([0, 1, 2]), { label: [0, 0, 0] }, 3)).toEqual([0, 1, 2]);
  });

  test('one of each stretch before any other', () => {
    const rows = rowsOf([0, 0, 0, 0, 0, 1]);
    // Stretches: rows 0–2, 3–4, and the other video.
    expect(chooseRows(rows, { label: [7, 7, 7, 8, 8, 8] }, 3)).toEqual([1, 3, 5]);
    expect(chooseRows(rows, { label: [7, 7, 7, 8, 8, 8] }, 4)).toHaveLength(4);
  });

  test('spread where even stretches are too many', () => {
    const videos = Array.from({ length: 1000 }, (_, i) => i);
    const chosen = chooseRows(rowsOf(videos), { label: videos.map(() => 0) }, 5);
    expect(chosen).toEqual([0, 250, 500, 749, 999]);
  });

  test('none where none is wanted, and rows without labels are rows', () => {
    const rows = { ...rowsOf([0, 0]), entries: [0, 0] };
    expect(chooseRows(rows, { label: [] }, 0)).toEqual([]);
    expect(chooseRows(rows, { label: [] }, 1)).toEqual([0]);
  });
});

test('evenly takes each once', () => {
  for (const [length, count] of [
    [10, 9],
    [9, 8],
    [100, 99],
    [33, 8],
  ] as const) {
    const taken = evenly(
      Array.from({ length }, (_, i) => i),
      count,
    );
    expect(new Set(taken).size).toBe(count);
    expect([taken[0], taken.at(-1)]).toEqual([0, length - 1]);
  }
});
