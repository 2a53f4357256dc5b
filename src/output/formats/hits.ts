/** How what was found becomes text. */
import { stringify } from 'csv-stringify/sync';
import { printable } from '../printable.js';
import { columnLine, type Column } from './columns.js';
import { csvCell } from './csv-cell.js';
import { toDigits, toFraction, toMicroseconds } from './numbers.js';
import type { HitScore, OutputFormat, QueryResult } from './output-format.js';

/** Before the score, whose column has its name. */
const COLUMNS = ['query', 'rank', 'video', 'clip', 'start_s', 'end_s'] as const;

/** One row a hit. */
export const hitsCsv: OutputFormat<'hits'> = {
  name: 'csv',
  rows: 'hits',
  extensions: ['.csv'],
  isResumable: false,
  text: ({ isSafe = false, score = 'logit' }) => {
    const text = (value: string): string => csvCell(value, { isSafe });
    return {
      header: stringify([[...COLUMNS, score]]),
      toText: (result) =>
        stringify(
          toRows(result).map(({ row, digits }) => [
            text(row.query),
            row.rank,
            text(row.video),
            row.clip,
            ...[row.start_s, row.end_s, digits].map(toFraction),
          ]),
        ),
    };
  },
};

/** One line a hit. */
export const hitsJsonl: OutputFormat<'hits'> = {
  name: 'jsonl',
  rows: 'hits',
  extensions: ['.jsonl', '.ndjson'],
  isResumable: false,
  text: ({ score = 'logit' }) => ({
    header: '',
    toText: (result) =>
      toRows(result)
        .map(({ row, digits }) => `${JSON.stringify({ ...row, [score]: digits })}\n`)
        .join(''),
  }),
};

/** Of a terminal: rank, score and time with what is between them. */
const COLUMNS_BEFORE_VIDEO = 38;
const LEAST_VIDEO = 12;

/** For people: a table a query. */
export const hitsTable: OutputFormat<'hits'> = {
  name: 'table',
  rows: 'hits',
  extensions: [],
  isResumable: false,
  text: ({ columns, score = 'logit' }) => {
    let before = '';
    return {
      header: '',
      toText: (result) => {
        const text = before + toTable(result, score, columns);
        before = '\n';
        return text;
      },
    };
  },
};

type HitRow = Record<(typeof COLUMNS)[number], unknown> & {
  query: string;
  rank: number;
  video: string;
  clip: number;
  start_s: number;
  end_s: number;
};

function toRows({ query, hits }: QueryResult): { row: HitRow; digits: number }[] {
  return hits.map((hit, i) => ({
    row: {
      query,
      rank: i + 1,
      video: hit.video,
      clip: hit.clip,
      start_s: toMicroseconds(hit.startSeconds),
      end_s: toMicroseconds(hit.endSeconds),
    },
    digits: toDigits(hit.score),
  }));
}

function toTable({ query, hits }: QueryResult, score: HitScore, columns = Infinity): string {
  const layout: Column[] = [
    { width: 4, align: 'right' },
    { width: 9, align: 'right' },
    { width: 19, align: 'right' },
    { width: Math.max(columns - COLUMNS_BEFORE_VIDEO, LEAST_VIDEO), keeps: 'end' },
  ];
  const lines = hits.map((hit, i) =>
    columnLine(layout, [
      String(i + 1),
      hit.score.toFixed(score === 'cosine' ? 4 : 3),
      `${hit.startSeconds.toFixed(2)}–${hit.endSeconds.toFixed(2)} s`,
      printable(hit.video) + (hit.clip === 0 ? '' : ` #${hit.clip}`),
    ]),
  );
  return [printable(query), columnLine(layout, ['rank', score, 'time', 'video']), ...lines, ''].join('\n');
}
