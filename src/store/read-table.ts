import { type FileHandle, open } from 'node:fs/promises';
import { type FileMetaData, parquetReadObjects } from 'hyparquet';
import { closeOnError } from '../files/close-on-error.js';
import { fileSlices } from './file-slices.js';
import { findFooter } from './find-footer.js';

/** Of any Parquet file's column, as a reader of rows gets it. */
export type TableValue = string | number | bigint | null | undefined;
export type TableRow<Column extends string> = Partial<Record<Column, TableValue>>;

export interface Table<Column extends string> {
  /** those of the wanted that the file has */
  columns: readonly Column[];
  /** bytes at the end of a file that was cut short, whose rows are lost */
  lostBytes: number;
  /** a row group in memory at a time. @throws Error for what cannot be read */
  rows(): AsyncGenerator<TableRow<Column>, void, undefined>;
  close(): Promise<void>;
}

/** No writer makes groups that are larger once unpacked. */
const MOST_GROUP_BYTES = 1 << 30;

/**
 * A Parquet file that is a table of plain columns, by the names of those that are wanted.
 * @throws Error where nothing of it can be read; system errors
 */
export async function openTable<Column extends string>(
  path: string,
  wanted: readonly Column[],
): Promise<Table<Column>> {
  const handle = await open(path, 'r');
  return closeOnError(handle, async () => {
    const footer = await findFooter(await fileSlices(handle));
    if (footer === undefined) throw new Error('not one group of its rows is whole');
    const { metadata, lostBytes } = footer;
    const names = new Set(metadata.schema.filter(isPlain).map(({ name }) => name));
    const columns = wanted.filter((column) => names.has(column));
    return {
      columns,
      lostBytes,
      rows: () => readRows(handle, metadata, columns),
      close: () => handle.close(),
    };
  });
}

function isPlain({ num_children: children }: FileMetaData['schema'][number]): boolean {
  return children === undefined || children === 0;
}

async function* readRows<Column extends string>(
  handle: FileHandle,
  metadata: FileMetaData,
  columns: readonly Column[],
): AsyncGenerator<TableRow<Column>, void, undefined> {
  const file = await fileSlices(handle);
  for (const group of metadata.row_groups) {
    if (Number(group.total_byte_size) > MOST_GROUP_BYTES) throw new Error('a group of its rows is too large');
    // As if the file held no other: hyparquet goes through all of them at each read.
    const alone = { ...metadata, row_groups: [group], num_rows: group.num_rows };
    const rows = await parquetReadObjects({
      file,
      metadata: alone,
      columns: [...columns],
      rowStart: 0,
      rowEnd: Number(group.num_rows),
    });
    if (rows.length !== Number(group.num_rows)) throw new Error('a group of its rows is not whole');
    for (const row of rows) yield row as TableRow<Column>;
  }
}
