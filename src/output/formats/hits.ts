/** How what was found becomes text. */
import { stringify } from 'csv-stringify/sync';
import { printable } from '../printable.js';
import { columnLine, type Column } from './columns.js';
import { csvCell } from './csv-cell.js';
import { toDigits, toFraction, toMicroseconds } from './numbers.js';
import type { OutputFormat, QueryResult } from './output-format.js';

const COLUMNS = ['query', 'rank', 'video', 'clip', 'start_s', 'end_s', 'logit'] as const;

/** One row a hit. */
export const hitsCsv: OutputFormat<'hits'> = {
  name: 'csv',
  rows: 'hits',
  extensions: ['.csv'],
  isResumable: false,
  text: ({ isSafe = false }) => {
    const text = (value: string): string => csvCell(value, { isSafe });
    return {
      header: stringify([COLUMNS]),
      toText: (result) =>
        stringify(
          toRows(result).map(({ query, rank, video, clip, start_s: start, end_s: end, logit }) => [
            text(query),
            rank,
            text(video),
            clip,
            ...[start, end, logit].map(toFraction),
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
  text: () => ({
    header: '',
    toText: (result) =>
      toRows(result)
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(''),
  }),
};

/** Of a terminal: rank, logit and time with what is between them. */
const COLUMNS_BEFORE_VIDEO = 38;
const LEAST_VIDEO = 12;

/** For people: a table a query. */
export const hitsTable: OutputFormat<'hits'> = {
  name: 'table',
  rows: 'hits',
  extensions: [],
  isResumable: false,
  text: ({ columns }) => {
    let before = '';
    return {
      header: '',
      toText: (result) => {
        const text = before + toTable(result, columns);
        before = '\n';
        return text;
      },
    };
  },
};

interface HitRow extends Record<(typeof COLUMNS)[number], string | number> {
  query: string;
  video: string;
  start_s: number;
  end_s: number;
  logit: number;
}

function toRows({ query, hits }: QueryResult): HitRow[] {
  return hits.map((hit, i) => ({
    query,
    rank: i + 1,
    video: hit.video,
    clip: hit.clip,
    start_s: toMicroseconds(hit.startSeconds),
    end_s: toMicroseconds(hit.endSeconds),
    logit: toDigits(hit.logit),
  }));
}

function toTable({ query, hits }: QueryResult, columns = Infinity): string {
  const layout: Column[] = [
    { width: 4, align: 'right' },
    { width: 9, align: 'right' },
    { width: 19, align: 'right' },
    { width: Math.max(columns - COLUMNS_BEFORE_VIDEO, LEAST_VIDEO), keeps: 'end' },
  ];
  const lines = hits.map(({ video, clip, startSeconds, endSeconds, logit }, i) =>
    columnLine(layout, [
      String(i + 1),
      logit.toFixed(3),
      `${startSeconds.toFixed(2)}–${endSeconds.toFixed(2)} s`,
      printable(video) + (clip === 0 ? '' : ` #${clip}`),
    ]),
  );
  return [printable(query), columnLine(layout, ['rank', 'logit', 'time', 'video']), ...lines, ''].join('\n');
}
