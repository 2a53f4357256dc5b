import { at } from '../../src/at.js';
import type { Rows } from './rows.js';

export const SORT_KEYS = ['results', 'video', 'start', 'label', 'probability'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export interface Query {
  /** words, each of which must be in the video's path or one of the labels */
  text: string;
  /** number of a label that the row must have; any if undefined */
  label: number | undefined;
  /** the label's least probability; the best one's, where no label is asked for */
  least: number;
  source: number | undefined;
  sort: SortKey;
  isDescending: boolean;
}

export const EVERYTHING: Query = {
  text: '',
  label: undefined,
  least: 0,
  source: undefined,
  sort: 'results',
  isDescending: false,
};

/** Numbers of the rows that a query wants, in its order. */
export function selectRows(rows: Rows, query: Query): Uint32Array {
  const found = new Uint32Array(rows.count);
  const words = query.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const tests = words.map((word) => hasWord(rows, word));
  let count = 0;
  for (let row = 0; row < rows.count; row++) {
    if (query.source !== undefined && rows.source(row) !== query.source) continue;
    if (
      (query.label !== undefined || query.least > 0) &&
      !(probabilityOf(rows, row, query.label) >= query.least)
    )
      continue;
    if (tests.every((test) => test(row))) found[count++] = row;
  }
  return sortRows(rows, found.subarray(0, count), query);
}

/** Of a label in a row, or of the best; below everything where the row lacks it. */
export function probabilityOf(rows: Rows, row: number, label: number | undefined): number {
  if (label === undefined) return rows.bestProbability(row);
  const { label: labels, probability } = rows.data.entries;
  for (let entry = at(rows.firstEntry, row); entry < at(rows.firstEntry, row + 1); entry++)
    if (labels[entry] === label) return at(probability, entry);
  return -Infinity;
}

/** Each name is looked into once, not once a row. */
function hasWord(rows: Rows, word: string): (row: number) => boolean {
  const { videos, labels, entries } = rows.data;
  const isIn = (text: string): boolean => text.toLowerCase().includes(word);
  const videoHas = Uint8Array.from(videos.name, (_, video) => Number(isIn(rows.pathOf(video))));
  const labelHas = Uint8Array.from(labels.name, (_, label) => Number(isIn(rows.labelText(label))));
  return (row) => {
    if (videoHas[rows.video(row)] === 1) return true;
    for (let entry = at(rows.firstEntry, row); entry < at(rows.firstEntry, row + 1); entry++)
      if (labelHas[at(entries.label, entry)] === 1) return true;
    return false;
  };
}

function sortRows(rows: Rows, found: Uint32Array, { sort, isDescending, label }: Query): Uint32Array {
  if (sort === 'results') return isDescending ? found.reverse() : found;
  const keys = new Float64Array(rows.count);
  const keyOf = keyFunction(rows, sort, label);
  for (const row of found) keys[row] = keyOf(row);
  const sign = isDescending ? -1 : 1;
  // Equal ones stay in the results' order. Infinities are no numbers to subtract.
  return found.sort((a, b) => {
    const [x, y] = [at(keys, a), at(keys, b)];
    return x === y ? a - b : x < y ? -sign : sign;
  });
}

function keyFunction(rows: Rows, sort: SortKey, label: number | undefined): (row: number) => number {
  if (sort === 'probability') return (row) => probabilityOf(rows, row, label);
  if (sort === 'start') return (row) => rows.start(row);
  if (sort === 'label') {
    const places = placesOf(rows.data.labels.name.map((_, number) => rows.labelText(number)));
    return (row) => (rows.bestLabel(row) === -1 ? Infinity : at(places, rows.bestLabel(row)));
  }
  const places = placesOf(rows.data.videos.name.map((_, video) => rows.pathOf(video)));
  return (row) => at(places, rows.video(row));
}

/** The place of each text among all, in alphabetical order. */
function placesOf(texts: readonly string[]): Float64Array {
  const lower = texts.map((text) => text.toLowerCase());
  const order = Uint32Array.from(lower, (_, i) => i).sort((a, b) => {
    const [x, y] = [at(lower, a), at(lower, b)];
    return x < y ? -1 : x > y ? 1 : a - b;
  });
  const places = new Float64Array(texts.length);
  order.forEach((text, place) => (places[text] = place));
  return places;
}
