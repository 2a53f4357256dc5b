import { stringify } from 'csv-stringify/sync';
import { csvCell } from './csv-cell.js';
import { wideText } from './labels-wide.js';
import { toDigits, toFraction, toMicroseconds } from './numbers.js';
import type { OutputFormat, RowText, TextOptions } from './output-format.js';
import { withRanks } from './with-ranks.js';
import type { TagRecord } from '../../pipeline/rank/rank.js';

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

/** One row a label, best first; with a last column for the set, where sets have names. Or one a clip (`--wide`). */
export const labelsCsv: OutputFormat<'labels'> = {
  name: 'csv',
  rows: 'labels',
  extensions: ['.csv'],
  isResumable: true,
  text: (options) => (options.wide === undefined ? csvText(options) : wideText(options.wide, options)),
};

function csvText({ hasSets = false, isSafe = false }: TextOptions): RowText<TagRecord> {
  const cell = (text: string): string => csvCell(text, { isSafe });
  const columns = hasSets ? [...CSV_COLUMNS, 'set'] : CSV_COLUMNS;
  return {
    header: `${columns.join(',')}\n`,
    toText: (record) =>
      stringify(
        withRanks(record.labels).map(({ set, rank, label, probability, logit }) => [
          cell(record.video),
          record.clip,
          toFraction(toMicroseconds(record.startSeconds)),
          toFraction(toMicroseconds(record.endSeconds)),
          rank,
          cell(label),
          toFraction(toDigits(probability)),
          toFraction(toDigits(logit)),
          ...(hasSets ? [cell(set ?? '')] : []),
        ]),
      ),
  };
}
