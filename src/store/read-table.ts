import { type FileHandle, open } from 'node:fs/promises';
import { type FileMetaData, parquetReadObjects } from 'hyparquet';
import { closeOnError } from '../files/close-on-error.js';
import { fileSlices } from './file-slices.js';
import { findFooter } from './find-footer.js';

/** Whatever a Parquet file's columns hold: lists and groups, too. */
export type TableRow<Column extends string> = Partial<Record<Column, unknown>>;

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
 * A Parquet file as a table, by the names of the columns that are wanted.
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
    const names = topNames(metadata.schema);
    const columns = wanted.filter((column) => names.has(column));
    return {
      columns,
      lostBytes,
      rows: () => readRows(handle, metadata, columns),
      close: () => handle.close(),
    };
  });
}

/** Of the columns themselves, not of what is nested in them. */
function topNames([root, ...elements]: FileMetaData['schema']): Set<string> {
  const names = new Set<string>();
  let at = 0;
  const skip = (): void => {
    const children = elements[at++]?.num_children ?? 0;
    for (let child = 0; child < children && at < elements.length; child++) skip();
  };
  for (let column = 0; column < (root?.num_children ?? 0) && at < elements.length; column++) {
    names.add(elements[at]?.name ?? '');
    skip();
  }
  return names;
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
