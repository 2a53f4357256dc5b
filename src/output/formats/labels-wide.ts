/** CSV with a column a label: a row a clip, or a video. */
import { stringify } from 'csv-stringify/sync';
import { UsageError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import type { TagRecord } from '../../pipeline/rank/rank.js';
import { csvCell } from './csv-cell.js';
import { toDigits, toFraction, toMicroseconds } from './numbers.js';
import type { NamedLabel, RowText, TextOptions } from './output-format.js';

const CLIP_COLUMNS = ['video', 'clip', 'start_s', 'end_s'];

/** What of a clip's row is not its labels. */
export function wideText(
  labels: readonly NamedLabel[],
  { isSafe = false }: Pick<TextOptions, 'isSafe'>,
): RowText<TagRecord> {
  return wideRows<TagRecord['labels'][number], TagRecord>(labels, {
    isSafe,
    columns: CLIP_COLUMNS,
    toCells: ({ video, clip, startSeconds, endSeconds }) => [
      csvCell(video, { isSafe }),
      clip,
      ...[startSeconds, endSeconds].map((seconds) => toFraction(toMicroseconds(seconds))),
    ],
    scoreOf: ({ probability }) => probability,
  });
}

interface WideRows<Row, Label> {
  isSafe: boolean;
  /** before the labels' */
  columns: readonly string[];
  toCells: (row: Row) => (string | number)[];
  scoreOf: (label: Label) => number;
}

/**
 * Rows whose last columns are labels, in the labels' order; the cell of a label that is not among a row's is empty.
 * @throws UsageError DUPLICATE_COLUMN, by which half of the readers would fail and half would take the wrong one
 */
export function wideRows<Label extends NamedLabel, Row extends { labels: readonly Label[] }>(
  labels: readonly NamedLabel[],
  { isSafe, columns, toCells, scoreOf }: WideRows<Row, Label>,
): RowText<Row> {
  const names = labels.map((label) => csvCell(columnName(label), { isSafe }));
  requireDistinct([...columns, ...names]);
  const places = new Map(labels.map((label, i) => [key(label), i]));
  return {
    header: stringify([[...columns, ...names]]),
    toText: (row) => {
      const cells = Array<string>(names.length).fill('');
      for (const label of row.labels) {
        const place = places.get(key(label));
        if (place !== undefined) cells[place] = toFraction(toDigits(scoreOf(label)));
      }
      return stringify([[...toCells(row), ...cells]]);
    },
  };
}

function columnName({ set, label }: NamedLabel): string {
  return set === undefined ? label : `${set}: ${label}`;
}

function key({ set, label }: NamedLabel): string {
  return JSON.stringify([set, label]);
}

function requireDistinct(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) {
      throw new UsageError(`--wide would write two columns of the name ${quoted(name, 60)}`, {
        code: 'DUPLICATE_COLUMN',
        hint: 'name the label otherwise, or leave --wide out',
      });
    }
    seen.add(name);
  }
}
