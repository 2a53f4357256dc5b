import { messageOf, XclipError } from '../../../errors.js';
import type { TableFile, TableRow, TableSchema } from '../../tables/table.js';
import type { OutputFormat, Rows, RowText, TextOptions } from '../output-format.js';
import { tableSource, tableTarget, toTableLine } from '../../rows/table-rows.js';

type TableKind = 'labels' | 'summaries';

/** How rows become those of a table. */
export interface RowTable<Kind extends TableKind> {
  rows: Kind;
  schema: TableSchema;
  toRows: (row: Rows[Kind]) => TableRow[];
}

/** Kinds of files, each loaded when one is written or read: the libraries would cost every command its start. */
const loadParquet = async (): Promise<TableFile> =>
  (await import('../../tables/parquet-table.js')).parquetTable;
/** @throws XclipError NO_SQLITE */
async function loadSqlite(): Promise<TableFile> {
  try {
    return (await import('../../tables/sqlite-table.js')).sqliteTable;
  } catch (error) {
    throw new XclipError(`SQLite cannot be loaded: ${messageOf(error)}`, {
      code: 'NO_SQLITE',
      hint: 'it is WebAssembly, which reserves addresses (see ulimit -v); or write .parquet, .csv or .jsonl',
      cause: error,
    });
  }
}

export function parquetFormat<Kind extends TableKind>(table: RowTable<Kind>): OutputFormat<Kind> {
  return tableFormat('parquet', ['.parquet'], loadParquet, table);
}

export function sqliteFormat<Kind extends TableKind>(table: RowTable<Kind>): OutputFormat<Kind> {
  return tableFormat('sqlite', ['.sqlite', '.db'], loadSqlite, table);
}

/** Rows of a JSON document: without an extension of its own, which others have, too. */
export function documentFormat<Kind extends TableKind>(
  name: string,
  load: () => Promise<TableFile>,
  {
    rows,
    schema,
    toRows,
    needsFractions,
  }: Omit<RowTable<Kind>, 'toRows'> & {
    toRows: (options: TextOptions) => RowTable<Kind>['toRows'];
    needsFractions?: true;
  },
): OutputFormat<Kind> {
  return {
    ...tableFormat(name, [], load, { rows, schema, toRows: toRows({}) }),
    ...(needsFractions === undefined ? {} : { needsFractions }),
    text: (options) => textOf(toRows(options)),
  };
}

function tableFormat<Kind extends TableKind>(
  name: string,
  extensions: string[],
  load: () => Promise<TableFile>,
  { rows, schema, toRows }: RowTable<Kind>,
): OutputFormat<Kind> {
  return {
    name,
    rows,
    extensions,
    isResumable: true,
    needsPlainFile: true,
    text: () => textOf(toRows),
    files: {
      source: (files) => tableSource(files, { schema, load }),
      target: (files) => tableTarget(files, { schema, load }),
    },
  };
}

function textOf<Row>(toRows: (row: Row) => TableRow[]): RowText<Row> {
  return { header: '', toText: (row) => toRows(row).map(toTableLine).join('') };
}
