import type { TableSchema } from '../../tables/table.js';
import { toDigits, toMicroseconds } from '../numbers.js';
import { withRanks } from '../with-ranks.js';
import { parquetFormat, sqliteFormat, type RowTable } from './table-format.js';

/** Columns of the CSV, of which `set` is always there: tables of several runs go together. docs/OUTPUTS.md has it for users. */
const SCHEMA: TableSchema = {
  name: 'tags',
  columns: [
    { name: 'video', type: 'text' },
    { name: 'clip', type: 'integer' },
    { name: 'start_s', type: 'real' },
    { name: 'end_s', type: 'real' },
    { name: 'rank', type: 'integer' },
    { name: 'label', type: 'text' },
    { name: 'probability', type: 'real' },
    { name: 'logit', type: 'real' },
    { name: 'set', type: 'text', isNullable: true },
    { name: 'notes', type: 'texts' },
  ],
  sql: [
    'create index tags_by_label on tags (label, probability)',
    'create view best as select * from tags where rank = 1',
  ],
};

/** One row a label of a clip. */
const TABLE: RowTable<'labels'> = {
  rows: 'labels',
  schema: SCHEMA,
  toRows: ({ video, clip, startSeconds, endSeconds, labels, notes }) =>
    withRanks(labels).map(({ set, rank, label, probability, logit }) => ({
      video,
      clip,
      start_s: toMicroseconds(startSeconds),
      end_s: toMicroseconds(endSeconds),
      rank,
      label,
      probability: toDigits(probability),
      logit: toDigits(logit),
      set: set ?? null,
      notes,
    })),
};

export const labelsParquet = parquetFormat(TABLE);
export const labelsSqlite = sqliteFormat(TABLE);
