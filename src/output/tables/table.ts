/** Tables as files that other programs open: named columns, typed cells, rows in their order. Nothing here knows what they say. */

/** A stretch of time, as a cell has it. */
export interface SpanCell {
  start_s: number;
  end_s: number;
}

/** What a column may hold: one text, number or list a row. */
export type ColumnType = 'text' | 'integer' | 'real' | 'texts' | 'spans';

export interface TableColumn {
  name: string;
  type: ColumnType;
  /** cells may be null; of texts and numbers only */
  isNullable?: true;
}

export type Cell = string | number | null | readonly string[] | readonly SpanCell[];
export type TableRow = Readonly<Record<string, Cell>>;

export interface TableSchema {
  /** of the table, where the file has a name for it */
  name: string;
  columns: readonly TableColumn[];
  /** what follows the rows where the file is a database: indexes and views */
  sql?: readonly string[];
}

/** A table in a file. */
export interface TableReader {
  rowCount: number;
  /** From one row up to, not including, another. @throws Error for what cannot be read */
  rows(start: number, end: number): AsyncGenerator<TableRow, void, undefined>;
  close(): Promise<void>;
}

/** A kind of file that holds one table. */
export interface TableFile {
  /** Fills a new file. The same rows give the same bytes. @throws Error for what cannot be written */
  write(path: string, schema: TableSchema, rows: AsyncIterable<TableRow>): Promise<void>;
  /** @returns undefined for a file that is not there, or that is none of this schema */
  open(path: string, schema: TableSchema): Promise<TableReader | undefined>;
}
