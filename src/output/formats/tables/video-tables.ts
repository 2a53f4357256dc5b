import type { TableSchema } from '../../tables/table.js';
import { toDigits, toMicroseconds } from '../numbers.js';
import { spanFields } from '../summaries/summaries-jsonl.js';
import { withRanks } from '../with-ranks.js';
import { parquetFormat, sqliteFormat, type RowTable } from './table-format.js';

/** Columns of the CSV of `--per video`, with the segments as a list. docs/OUTPUTS.md has it for users. */
const SCHEMA: TableSchema = {
  name: 'video_tags',
  columns: [
    { name: 'video', type: 'text' },
    { name: 'clips', type: 'integer' },
    { name: 'start_s', type: 'real' },
    { name: 'end_s', type: 'real' },
    { name: 'rank', type: 'integer' },
    { name: 'label', type: 'text' },
    { name: 'mean_probability', type: 'real' },
    { name: 'max_probability', type: 'real' },
    { name: 'max_start_s', type: 'real' },
    { name: 'max_end_s', type: 'real' },
    { name: 'segments', type: 'spans' },
    { name: 'set', type: 'text', isNullable: true },
    { name: 'notes', type: 'texts' },
  ],
  sql: [
    'create index video_tags_by_label on video_tags (label, mean_probability)',
    'create view best as select * from video_tags where rank = 1',
  ],
};

/** One row a label of a video. */
const TABLE: RowTable<'summaries'> = {
  rows: 'summaries',
  schema: SCHEMA,
  toRows: ({ video, clips, startSeconds, endSeconds, labels, notes }) =>
    withRanks(labels).map(({ set, rank, label, maxSpan, segments, ...scores }) => ({
      video,
      clips,
      start_s: toMicroseconds(startSeconds),
      end_s: toMicroseconds(endSeconds),
      rank,
      label,
      mean_probability: toDigits(scores.meanProbability),
      max_probability: toDigits(scores.maxProbability),
      max_start_s: toMicroseconds(maxSpan.startSeconds),
      max_end_s: toMicroseconds(maxSpan.endSeconds),
      segments: segments.map(spanFields),
      set: set ?? null,
      notes,
    })),
};

export const summariesParquet = parquetFormat(TABLE);
export const summariesSqlite = sqliteFormat(TABLE);
