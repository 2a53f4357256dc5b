import { open, type FileHandle } from 'node:fs/promises';
import type { ColumnSource, ParquetWriter } from 'hyparquet-writer';
import { closeOnError } from '../files/close-on-error.js';
import { unwritableOutput } from '../files/unwritable-output.js';
import { createParquet } from './create-parquet.js';
import { ParquetFile } from './parquet-file.js';
import type { StoreCut } from './store-cut.js';
import { CLOSED, type StoreDescription } from './store-description.js';
import { COLUMNS_WITH_STATISTICS, type Column } from './store-schema.js';
import type { StoredClip } from './stored-clip.js';

/** Rows wait in memory until they make a group: large enough to read fast, small enough to stay flat. */
const GROUP_BYTES = 8 * 1024 * 1024;
const MOST_ROWS_IN_GROUP = 512;
/** Part of the file that footers in its midst may take. */
const FOOTERS_SHARE = 0.02;

/**
 * Writes a store, group by group. Parquet's footer, without which no row can be read, comes last; here a footer also
 * follows groups on the way (a reader sees a gap). So a file cut anywhere can be read up to its last whole footer,
 * at most 2 % of its rows and one group before the cut.
 */
export class StoreWriter {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #bytes: ParquetFile;
  readonly #parquet: ParquetWriter;
  readonly #rowsPerGroup: number;
  #rows: StoredClip[] = [];
  #groups = 0;
  #footer = { bytes: 0, groups: 1, end: 0 };
  #rowsListed = 0;
  #isBroken = false;

  private constructor(path: string, file: FileHandle, description: StoreDescription) {
    const { context, embedding } = description;
    this.#path = path;
    this.#file = file;
    this.#bytes = new ParquetFile(file);
    this.#parquet = createParquet(this.#bytes, description);
    const rowBytes = embedding.width * (4 + 2 * (context?.patches ?? 0));
    this.#rowsPerGroup = Math.min(Math.max(Math.floor(GROUP_BYTES / rowBytes), 1), MOST_ROWS_IN_GROUP);
  }

  /** @throws XclipError OUTPUT_UNWRITABLE */
  static async create(path: string, description: StoreDescription): Promise<StoreWriter> {
    try {
      return new StoreWriter(path, await open(path, 'w'), description);
    } catch (error) {
      throw unwritableOutput(path, error);
    }
  }

  /** Resumes a store of the same description; what stands after the cut is dropped. @throws XclipError OUTPUT_UNWRITABLE */
  static async resume(path: string, description: StoreDescription, cut: StoreCut): Promise<StoreWriter> {
    try {
      const file = await open(path, 'a');
      await closeOnError(file, () => file.truncate(cut.offset));
      const writer = new StoreWriter(path, file, description);
      writer.#goOnAfter(cut);
      return writer;
    } catch (error) {
      throw unwritableOutput(path, error);
    }
  }

  /** How many rows, from the first on, a footer in the file lists. */
  get rowsListed(): number {
    return this.#rowsListed;
  }

  async write(clip: StoredClip): Promise<void> {
    this.#rows.push(clip);
    if (this.#rows.length < this.#rowsPerGroup) return;
    await this.#guarded(async () => {
      await this.#writeGroup();
      if (this.#footerIsCheap()) await this.#writeFooter();
    });
  }

  async close(): Promise<void> {
    try {
      // What could not be written once would come to stand where no footer looks for it.
      if (this.#isBroken) return;
      await this.#guarded(async () => {
        await this.#writeGroup();
        this.#parquet.kvMetadata = [...(this.#parquet.kvMetadata ?? []), CLOSED];
        await this.#writeFooter();
      });
    } finally {
      await this.#file.close();
    }
  }

  #goOnAfter({ offset, groups, rowCount, footerBytes }: StoreCut): void {
    this.#bytes.goOnAt(offset);
    this.#parquet.row_groups = [...groups];
    this.#parquet.num_rows = BigInt(rowCount);
    this.#groups = groups.length;
    this.#footer = { bytes: footerBytes, groups: groups.length, end: offset };
    this.#rowsListed = rowCount;
  }

  async #writeGroup(): Promise<void> {
    if (this.#rows.length === 0) return;
    await this.#parquet.write({ columnData: toColumns(this.#rows), rowGroupSize: this.#rows.length });
    this.#rows = [];
    this.#groups += 1;
  }

  #footerIsCheap(): boolean {
    const expectedBytes = (this.#footer.bytes / this.#footer.groups) * this.#groups;
    return (this.#bytes.offset - this.#footer.end) * FOOTERS_SHARE >= expectedBytes;
  }

  async #writeFooter(): Promise<void> {
    const start = this.#bytes.offset;
    await this.#parquet.finish();
    await this.#bytes.flush();
    const end = this.#bytes.offset;
    this.#footer = { bytes: end - start, groups: Math.max(this.#groups, 1), end };
    this.#rowsListed = Number(this.#parquet.num_rows);
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#isBroken = true;
      throw unwritableOutput(this.#path, error);
    }
  }
}

function toColumns(rows: readonly StoredClip[]): ColumnSource[] {
  const column = (name: Column, of: (row: StoredClip) => unknown): ColumnSource => ({
    name,
    data: rows.map(of),
    // Given, so that the writer does not look for repeated values where there are none.
    encoding: 'PLAIN',
    statistics: COLUMNS_WITH_STATISTICS.includes(name),
    // A reader takes whole groups.
    offsetIndex: false,
  });
  return [
    column('video', ({ video }) => video),
    column('clip', ({ clip }) => clip),
    column('start_s', ({ startSeconds }) => startSeconds),
    column('end_s', ({ endSeconds }) => endSeconds),
    column('frame_indices', ({ frameIndices }) => frameIndices),
    column('notes', ({ notes }) => notes),
    ...(rows[0]?.span === undefined
      ? []
      : [
          column('window_start_s', ({ span }) => span?.startSeconds),
          column('window_end_s', ({ span }) => span?.endSeconds),
        ]),
    column('embedding', ({ embedding }) => Array.from(embedding)),
    ...(rows[0]?.context === undefined ? [] : [column('context', ({ context }) => context)]),
  ];
}
