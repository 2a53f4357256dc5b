/**
 * A store's footer against what `xclip embed` writes, before any row is read: a reader of Parquet takes the counts and
 * places of a footer at their word, and makes as many objects as they claim.
 */
import type { ColumnChunk, FileMetaData } from 'hyparquet';
import { columnsOf, LISTS, storeSchema, type Column, type StoreParts } from './store-schema.js';

/** Where a column's values of one group lie, in pages one after the other. */
export interface Chunk {
  column: Column;
  /** of the file */
  start: number;
  /** exclusive */
  end: number;
  /** those of lists are counted one by one, an empty list as one */
  valueCount: number;
}

export interface Group {
  rowCount: number;
  /** as if the file held no other: hyparquet goes through all of them at each read */
  metadata: FileMetaData;
  chunks: ReadonlyMap<Column, Chunk>;
}

/** embed's are of 8 MiB, or of a single clip. */
const MOST_GROUP_BYTES = 128 * 1024 * 1024;
/** Those of a clip's number: what no group can have fewer of than clips. */
const NUMBER_BYTES = 4;

/** @throws Error unless the columns are those of a store of these parts */
export function checkSchema({ schema }: FileMetaData, parts: StoreParts): void {
  const facts = (elements: FileMetaData['schema']): string =>
    JSON.stringify(
      elements.map(({ name, type, repetition_type: repetition, num_children: children }) => [
        name,
        type,
        repetition,
        children,
      ]),
    );
  const expected = storeSchema(parts);
  if (schema.length !== expected.length || facts(schema) !== facts(expected)) {
    throw new Error('its columns are not those that xclip embed writes');
  }
}

/** @throws Error if groups overlap, claim more clips than they have bytes for, or are not as embed writes them */
export function checkedGroups(metadata: FileMetaData, parts: StoreParts): Group[] {
  const columns = columnsOf(parts);
  let rows = 0;
  let end = 0;
  const groups = metadata.row_groups.map((group) => {
    const rowCount = size(group.num_rows);
    rows += rowCount;
    if (group.columns.length !== columns.length) throw new Error('a group of its clips lacks a column');
    const groupStart = end;
    const chunks = new Map(
      columns.map((column, i) => {
        const chunk = checkedChunk(column, group.columns[i], rowCount);
        if (chunk.start < end) throw new Error('its groups of clips overlap');
        end = chunk.end;
        return [column, chunk];
      }),
    );
    if (end - groupStart > MOST_GROUP_BYTES && rowCount > 1)
      throw new Error('a group of its clips is too large');
    return { rowCount, chunks, metadata: { ...metadata, row_groups: [group], num_rows: group.num_rows } };
  });
  if (rows !== size(metadata.num_rows)) throw new Error('its counts of rows contradict each other');
  return groups;
}

function checkedChunk(column: Column, chunk: ColumnChunk | undefined, rowCount: number): Chunk {
  const facts = chunk?.meta_data;
  const path = LISTS.has(column) ? [column, 'list', 'element'] : [column];
  if (facts?.path_in_schema.join('/') !== path.join('/') || chunk?.file_path !== undefined) {
    throw new Error(`its column ${column} is not where it should be`);
  }
  if (facts.codec !== 'UNCOMPRESSED' || facts.dictionary_page_offset !== undefined) {
    throw new Error(`its column ${column} is compressed`);
  }
  const start = size(facts.data_page_offset);
  const byteLength = size(facts.total_compressed_size);
  const valueCount = size(facts.num_values);
  if (!LISTS.has(column) && (valueCount !== rowCount || rowCount * NUMBER_BYTES > byteLength)) {
    throw new Error('its counts of rows contradict each other');
  }
  return { column, start, end: start + byteLength, valueCount };
}

/** The reader gives what it finds, of whatever type. */
function size(value: unknown): number {
  if (typeof value === 'bigint' && value >= 0n && value <= Number.MAX_SAFE_INTEGER) return Number(value);
  throw new Error('it has a size without sense');
}
