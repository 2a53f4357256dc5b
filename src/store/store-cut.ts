/**
 * Where a store can be cut so that writing resumes as if it had never stopped: after a footer in its midst, when no row
 * waited in memory for its group. What a footer there says of the groups before it is all that a writer must know.
 */
import type { ColumnChunk, FileMetaData } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer';
import { openIfExists } from '../files/open-if-exists.js';
import { createParquet } from './create-parquet.js';
import { fileSlices } from './file-slices.js';
import { findFooter } from './find-footer.js';
import { MAGIC, type StoreDescription } from './store-description.js';

export type Groups = FileMetaData['row_groups'];

export interface StoreCut {
  /** in the groups before it */
  rowCount: number;
  /** bytes of the file before it */
  offset: number;
  groups: Groups;
  /** of the last footer before it */
  footerBytes: number;
}

/**
 * The last place to cut a store that leaves no more than its first `mostRows`.
 * @param description of the store that it is to become
 * @returns undefined where it must be written from its beginning
 */
export async function findCut(
  path: string,
  mostRows: number,
  description: StoreDescription,
): Promise<StoreCut | undefined> {
  const handle = await openIfExists(path);
  if (handle === undefined) return undefined;
  try {
    const file = await fileSlices(handle);
    const footer = await findFooter(file);
    if (footer === undefined) return undefined;
    const groups = restoreGroups(footer.metadata.row_groups);
    let cut: StoreCut | undefined;
    let rowCount = 0;
    for (const [i, group] of groups.entries()) {
      rowCount += Number(group.num_rows);
      if (rowCount > mostRows) break;
      const end = startOf(group) + Number(group.total_compressed_size);
      const next = groups[i + 1];
      const offset = next === undefined ? file.byteLength - footer.lostBytes : startOf(next);
      if (offset === end) continue;
      const before = groups.slice(0, i + 1);
      const written = Buffer.from(await file.slice(end, offset));
      // Not to the byte what this run would have written here: a closing footer, or damage.
      if (!written.equals(footerAfter(before, rowCount, description))) break;
      cut = { rowCount, offset, groups: before, footerBytes: offset - end };
    }
    return cut;
  } finally {
    await handle.close();
  }
}

function startOf({ columns }: Groups[number]): number {
  return Number(columns[0]?.meta_data?.data_page_offset ?? MAGIC.length);
}

/** What hyparquet reads of a group, as hyparquet-writer made it: the reader passes over a count that the writer notes. */
function restoreGroups(groups: Groups): Groups {
  return groups.map((group) => ({ ...group, columns: group.columns.map(restoreChunk) }));
}

function restoreChunk(chunk: ColumnChunk): ColumnChunk {
  const { meta_data: facts } = chunk;
  if (facts?.type !== 'DOUBLE' || facts.statistics === undefined) return chunk;
  const statistics = { ...facts.statistics, nan_count: 0n };
  return { ...chunk, meta_data: { ...facts, statistics } };
}

function footerAfter(groups: Groups, rowCount: number, description: StoreDescription): Uint8Array {
  const bytes = new ByteWriter();
  const parquet = createParquet(bytes, description);
  bytes.index = 0; // without the file's beginning
  parquet.row_groups = groups;
  parquet.num_rows = BigInt(rowCount);
  void parquet.finish();
  return bytes.getBytes();
}
