import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { messageOf } from '../../errors.js';
import type { ResultColumns } from '../result-columns.js';
import { kindOfColumns, LabelRows } from './label-rows.js';
import type { ReadResult } from './read-result.js';
import { wholeLines } from './whole-lines.js';

const CUT = 'it is cut short: its last row is left out';

/** tag's CSV, with or without named sets. @throws Error naming the line */
export async function readCsv(path: string, source: number, columns: ResultColumns): Promise<ReadResult> {
  let isTorn = false;
  let header: string[] = [];
  const text = Readable.from(wholeLines(path, (end) => (isTorn = end.isTorn)));
  const parser = text.pipe(
    parse({ bom: true, info: true, columns: (names: string[]) => (header = names), skip_empty_lines: true }),
  );
  // A pipe carries no errors.
  text.once('error', (error) => parser.destroy(error));
  let rows: LabelRows | undefined;
  let kind: 'clips' | 'videos' | undefined;
  try {
    for await (const each of parser) {
      const { record, info } = each as { record: Record<string, string>; info: { lines: number } };
      kind ??= kindOfColumns(header);
      rows ??= new LabelRows(kind, source, columns);
      try {
        rows.add(record);
      } catch (error) {
        if (error instanceof Error && 'code' in error) throw error;
        throw new Error(`line ${info.lines}: ${messageOf(error)}`, { cause: error });
      }
    }
  } catch (error) {
    // A cut inside quotes, which go on over ends of lines.
    if (!(error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED' && rows !== undefined))
      throw error;
    isTorn = true;
  } finally {
    text.destroy();
  }
  return { kind: kind ?? kindOfColumns(header), notes: isTorn ? [CUT] : [] };
}
