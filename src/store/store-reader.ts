import { type FileHandle, open } from 'node:fs/promises';
import { type AsyncBuffer, type FileMetaData, parquetReadObjects } from 'hyparquet';
import { messageOf, systemCodeOf, XclipError } from '../errors.js';
import { fileSlices } from './file-slices.js';
import { checkedGroups, checkSchema, type Group } from './check-groups.js';
import { checkFiniteClip, checkFiniteEmbedding } from './check-finite.js';
import { checkPages } from './check-pages.js';
import { findFooter } from './find-footer.js';
import { MAGIC, fromKeyValues, isClosed, type StoreDescription } from './store-description.js';
import { damagedStore, lostStore, notAStore } from './store-errors.js';
import { toClipPlace, toEmbedding, toStoredClip, toVideo } from './store-rows.js';
import { type Column, columnsOf, PLACE_COLUMNS, type StoreParts } from './store-schema.js';
import type { ClipPlace, StoredClip } from './stored-clip.js';

/** Some of a store's rows, one row group. */
export interface StoredGroup<T> {
  /** the first one's number in the store */
  firstRow: number;
  rows: T[];
}

/** A feature store, open for reading, one row group in memory at a time. */
export class Store {
  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
    private readonly file: AsyncBuffer,
    private readonly metadata: FileMetaData,
    private readonly groups: readonly Group[],
    readonly description: StoreDescription,
    /** bytes at the end of a file that was cut short, whose rows are lost */
    readonly lostBytes: number,
  ) {}

  /** @throws XclipError NO_SUCH_PATH, NOT_A_STORE, STORE_DAMAGED, STORE_CUT if none of its rows can be saved */
  static async open(path: string): Promise<Store> {
    const handle = await openFile(path);
    try {
      const file = await fileSlices(handle);
      if (!(await beginsAsParquet(file))) throw notAStore(path, 'it is no Parquet file');
      const footer = await findFooter(file);
      if (footer === undefined) throw lostStore(path, 'not one group of its rows is whole');
      const { metadata, lostBytes } = footer;
      const description = describe(path, metadata);
      const groups = groupsOf(path, metadata, description);
      return new Store(path, handle, file, metadata, groups, description, lostBytes);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** False for a file that was cut short, or whose writer was killed: rows are missing at its end. */
  get isWhole(): boolean {
    return this.lostBytes === 0 && isClosed(this.metadata.key_value_metadata);
  }

  get clipCount(): number {
    return Number(this.metadata.num_rows);
  }

  /**
   * All clips in order, or those that are wanted.
   * @throws XclipError STORE_DAMAGED, NOT_FINITE
   */
  async *clips(
    isWanted: (row: number) => boolean = () => true,
  ): AsyncGenerator<StoredGroup<StoredClip & { row: number }>, void, undefined> {
    for (const range of this.#groups()) {
      if (!someRow(range, isWanted)) continue;
      const rows = await this.#readClips(range);
      const numbered = rows.map((clip, i) => ({ ...clip, row: range.start + i }));
      yield { firstRow: range.start, rows: numbered.filter(({ row }) => isWanted(row)) };
    }
  }

  /** The clips of the group that holds a row, which must be there. @throws XclipError STORE_DAMAGED, NOT_FINITE */
  async groupOf(row: number): Promise<StoredGroup<StoredClip>> {
    for (const range of this.#groups()) {
      if (row < range.end) return { firstRow: range.start, rows: await this.#readClips(range) };
    }
    throw new RangeError(`no row ${row} in ${this.clipCount}`);
  }

  /**
   * The embeddings alone, which are a small part of the file, group by group from the one that holds a row.
   * @throws XclipError STORE_DAMAGED, NOT_FINITE
   */
  async *embeddings(from = 0): AsyncGenerator<StoredGroup<Float32Array>, void, undefined> {
    for (const range of this.#groups()) {
      if (range.end <= from) continue;
      const { width } = this.description.embedding;
      const rows = await this.#read(range, ['embedding'], (row) => toEmbedding(row, width));
      for (const [i, row] of rows.entries()) checkFiniteEmbedding(this.path, row, range.start + i);
      yield { firstRow: range.start, rows };
    }
  }

  /**
   * Where clips are from, all or those that are wanted: neither embeddings nor context is read.
   * @throws XclipError STORE_DAMAGED
   */
  async *places(
    isWanted: (row: number) => boolean = () => true,
  ): AsyncGenerator<ClipPlace & { row: number }, void, undefined> {
    const columns = columnsOf(partsOf(this.description)).filter((column) => PLACE_COLUMNS.has(column));
    for (const range of this.#groups()) {
      if (!someRow(range, isWanted)) continue;
      const places = await this.#read(range, columns, (row) => toClipPlace(row, this.description));
      for (const [i, place] of places.entries())
        if (isWanted(range.start + i)) yield { ...place, row: range.start + i };
    }
  }

  /** The clips' videos alone. */
  async *videos(): AsyncGenerator<StoredGroup<string>, void, undefined> {
    for (const range of this.#groups()) {
      yield { firstRow: range.start, rows: await this.#read(range, ['video'], toVideo) };
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  *#groups(): Generator<RowRange, void, undefined> {
    let start = 0;
    for (const group of this.groups) {
      if (group.rowCount > 0) yield { start, end: start + group.rowCount, group };
      start += group.rowCount;
    }
  }

  async #readClips(range: RowRange): Promise<StoredClip[]> {
    const columns = columnsOf(partsOf(this.description));
    const clips = await this.#read(range, columns, (row) => toStoredClip(row, this.description));
    for (const clip of clips) checkFiniteClip(this.path, clip);
    return clips;
  }

  async #read<T>(
    { start, end, group }: RowRange,
    columns: readonly Column[],
    convert: (row: Record<string, unknown>) => T,
  ): Promise<T[]> {
    try {
      for (const [column, chunk] of group.chunks) {
        if (columns.includes(column)) await checkPages(this.file, chunk, group.rowCount);
      }
      const rows = await parquetReadObjects({
        file: this.file,
        metadata: group.metadata,
        columns: [...columns],
        rowStart: 0,
        rowEnd: group.rowCount,
        // Bytes stay bytes; columns that are marked as text become text all the same.
        utf8: false,
      });
      if (rows.length !== end - start) throw new Error(`${rows.length} rows where ${end - start} are listed`);
      return rows.map((row) => convert(row));
    } catch (error) {
      throw damagedStore(
        this.path,
        `the clips ${start + 1} to ${end} cannot be read (${messageOf(error)})`,
        error,
      );
    }
  }
}

interface RowRange {
  start: number;
  /** exclusive */
  end: number;
  group: Group;
}

function someRow({ start, end }: RowRange, isWanted: (row: number) => boolean): boolean {
  for (let row = start; row < end; row++) if (isWanted(row)) return true;
  return false;
}

function partsOf({ hasSpans, context }: StoreDescription): StoreParts {
  return { withSpans: hasSpans, withContext: context !== undefined };
}

function groupsOf(path: string, metadata: FileMetaData, description: StoreDescription): Group[] {
  try {
    checkSchema(metadata, partsOf(description));
    return checkedGroups(metadata, partsOf(description));
  } catch (error) {
    throw damagedStore(path, messageOf(error), error);
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    const reason = systemCodeOf(error) === 'ENOENT' ? 'no such file' : messageOf(error);
    throw new XclipError(`${path}: ${reason}`, {
      code: 'NO_SUCH_PATH',
      hint: 'check the path',
      cause: error,
    });
  }
}

async function beginsAsParquet(file: AsyncBuffer): Promise<boolean> {
  if (file.byteLength < MAGIC.length) return false;
  return Buffer.from(await file.slice(0, MAGIC.length)).toString('latin1') === MAGIC;
}

function describe(path: string, metadata: FileMetaData): StoreDescription {
  try {
    return fromKeyValues(metadata.key_value_metadata);
  } catch (error) {
    throw notAStore(path, messageOf(error), error);
  }
}
