import { messageOf } from '../../errors.js';
import { openTable } from '../../store/read-table.js';
import type { ResultColumns } from '../result-columns.js';
import { kindOfColumns, LABEL_COLUMNS, LabelRows } from './label-rows.js';
import type { ReadResult } from './read-result.js';

/** tag's Parquet, a row a label with the CSV's columns. @throws Error naming the row */
export async function readParquet(path: string, source: number, columns: ResultColumns): Promise<ReadResult> {
  const table = await openTable(path, LABEL_COLUMNS);
  try {
    const kind = kindOfColumns(table.columns);
    const rows = new LabelRows(kind, source, columns);
    let rowNumber = 0;
    for await (const row of table.rows()) {
      rowNumber += 1;
      try {
        rows.add(row);
      } catch (error) {
        if (error instanceof Error && 'code' in error) throw error;
        throw new Error(`row ${rowNumber}: ${messageOf(error)}`, { cause: error });
      }
    }
    return { kind, notes: table.lostBytes > 0 ? ['it is cut short: rows are missing at its end'] : [] };
  } finally {
    await table.close();
  }
}
