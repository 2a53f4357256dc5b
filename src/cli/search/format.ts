/** How what was found becomes text. */
import { stringify } from 'csv-stringify/sync';
import type { Hit } from '../../pipeline/search/search-clips.js';
import { csvCell } from '../../output/formats/csv-cell.js';
import { toDigits, toMicroseconds } from '../../output/formats/numbers.js';
import { printable } from '../terminal/printable.js';
import type { SearchFormat } from './flags.js';

export interface QueryResult {
  query: string;
  /** best first */
  hits: readonly Hit[];
}

const COLUMNS = ['query', 'rank', 'video', 'clip', 'start_s', 'end_s', 'logit'] as const;

interface TextOptions {
  format: SearchFormat;
  /** CSV without live formulas */
  isSafe: boolean;
}

export function searchText(results: readonly QueryResult[], { format, isSafe }: TextOptions): string {
  return FORMATS[format](results, isSafe);
}

const FORMATS: Readonly<Record<SearchFormat, (results: readonly QueryResult[], isSafe: boolean) => string>> =
  {
    csv: (results, isSafe) => {
      const cell = (value: string | number) =>
        typeof value === 'string' ? csvCell(value, { isSafe }) : value;
      const rows = results.flatMap(toRows).map((row) => Object.values(row).map(cell));
      return stringify([COLUMNS, ...rows]);
    },
    jsonl: (results) =>
      results
        .flatMap(toRows)
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(''),
    table: (results) => results.map(toTable).join('\n'),
  };

function toRows({ query, hits }: QueryResult): Record<(typeof COLUMNS)[number], string | number>[] {
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

function toTable({ query, hits }: QueryResult): string {
  const lines = hits.map(({ video, clip, startSeconds, endSeconds, logit }, i) =>
    [
      String(i + 1).padStart(4),
      logit.toFixed(3).padStart(9),
      `${startSeconds.toFixed(2)}–${endSeconds.toFixed(2)} s`.padStart(19),
      printable(video) + (clip === 0 ? '' : ` #${clip}`),
    ].join('  '),
  );
  return [
    printable(query),
    `${'rank'.padStart(4)}  ${'logit'.padStart(9)}  ${'time'.padStart(19)}  video`,
    ...lines,
    '',
  ].join('\n');
}
