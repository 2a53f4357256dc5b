import { at } from '../at.js';
import type { EntryData, RowData } from './page-data.js';

/**
 * Which rows get pictures, where not all can: first one of each stretch of a video with the same best label, so that each
 * segment of a timeline has some, then others; where even those are too many, evenly spread.
 * @returns numbers of rows, ascending
 */
export function chooseRows(rows: RowData, { label }: Pick<EntryData, 'label'>, mostRows: number): number[] {
  const count = rows.source.length;
  if (count <= mostRows) return Array.from({ length: count }, (_, row) => row);
  const middles = middlesOfStretches(rows, label);
  const first = evenly(middles, mostRows);
  const taken = new Set(first);
  const others = Array.from({ length: count }, (_, row) => row).filter((row) => !taken.has(row));
  return [...first, ...evenly(others, mostRows - first.length)].sort((a, b) => a - b);
}

function middlesOfStretches({ source, video, entries }: RowData, labels: readonly number[]): number[] {
  const middles: number[] = [];
  let start = 0;
  let entry = 0;
  let before = '';
  for (let row = 0; row <= source.length; row++) {
    const isEnd = row === source.length;
    const best = isEnd || at(entries, row) === 0 ? -1 : at(labels, entry);
    const key = isEnd ? 'end' : `${at(source, row)}:${at(video, row)}:${best}`;
    if (key !== before && row > 0) {
      middles.push((start + row - 1) >> 1);
      start = row;
    }
    before = key;
    if (!isEnd) entry += at(entries, row);
  }
  return middles;
}

/** As many as that of a list, its ends among them. */
export function evenly<T>(values: readonly T[], count: number): T[] {
  if (count <= 0) return [];
  if (values.length <= count) return [...values];
  if (count === 1) return [at(values, values.length >> 1)];
  return Array.from({ length: count }, (_, i) =>
    at(values, Math.round((i * (values.length - 1)) / (count - 1))),
  );
}
