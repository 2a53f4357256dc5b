import { stringify } from 'csv-stringify/sync';
import { toDigits, toMicroseconds } from './numbers.js';
import type { RecordFormat } from './record-format.js';

export const CSV_COLUMNS = [
  'video',
  'clip',
  'start_s',
  'end_s',
  'rank',
  'label',
  'probability',
  'logit',
] as const;

/** One row a label, best first. */
export const csvFormat: RecordFormat = {
  header: `${CSV_COLUMNS.join(',')}\n`,
  toText: (record) =>
    stringify(
      record.labels.map(({ label, probability, logit }, i) => [
        record.video,
        record.clip,
        toMicroseconds(record.startSeconds),
        toMicroseconds(record.endSeconds),
        i + 1,
        label,
        toDigits(probability),
        toDigits(logit),
      ]),
    ),
};
