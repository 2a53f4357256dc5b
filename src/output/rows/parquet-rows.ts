/** The rows of a store and of its tail, counted in clips. */
import { XclipError } from '../../errors.js';
import { findCut } from '../../store/store-cut.js';
import type { StoreDescription } from '../../store/store-description.js';
import { Store, type StoredGroup } from '../../store/store-reader.js';
import { StoreWriter } from '../../store/store-writer.js';
import type { StoredClip } from '../../store/stored-clip.js';
import type { OutputFiles } from '../formats/output-format.js';
import { fromStoreLine, linesOf, toStoreLine } from './clip-text.js';
import { unfinishedRows, MissingRows, type RowReader, type RowWriter } from './output-rows.js';
import type { RunFiles } from '../journal/run-files.js';
import { TailReader, TailWriter } from './store-tail.js';

type Files = Pick<RunFiles, 'output' | 'tail'>;

/** The rows of a store that is there. */
export function openStoreRows(files: Files): Promise<RowReader> {
  return StoreRows.open(files);
}

class StoreRows implements RowReader {
  readonly isBegun = true;
  #group: StoredGroup<Buffer> = { firstRow: 0, rows: [] };

  private constructor(
    private readonly store: Store | undefined,
    private readonly tail: TailReader | undefined,
  ) {}

  static async open({ output, tail }: Files): Promise<StoreRows> {
    const store = await Store.open(output).catch(orUndefined);
    return new StoreRows(store, await TailReader.open(tail));
  }

  async *read(start: number, end: number): AsyncGenerator<Buffer, void, undefined> {
    const listed = Math.min(end, this.#listed);
    for (let row = start; row < listed; row++) yield await this.#listedRow(row);
    if (end <= this.#listed) return;
    const unlisted = Math.max(start, this.#listed);
    if (this.tail?.reaches(unlisted) !== true) throw new MissingRows();
    yield* this.tail.read(unlisted, end);
  }

  async beyond(end: number): Promise<string | undefined> {
    const from = Math.max(end, this.#listed);
    const unlisted = this.tail?.reaches(from) === true ? await this.tail.countFrom(from) : 0;
    const rows = from - end + unlisted;
    if (rows > 0) return unfinishedRows(rows);
    const bytes = this.store?.lostBytes ?? 0;
    return bytes > 0 ? `its last ${bytes} bytes, after its last footer, are written anew` : undefined;
  }

  async close(): Promise<void> {
    await Promise.all([this.store?.close(), this.tail?.close()]);
  }

  get #listed(): number {
    return this.store?.clipCount ?? 0;
  }

  async #listedRow(row: number): Promise<Buffer> {
    const { firstRow, rows } = this.#group;
    const found = rows[row - firstRow];
    if (found !== undefined) return found;
    const group = await this.store?.groupOf(row).catch(orUndefined);
    if (group === undefined) throw new MissingRows();
    this.#group = { ...group, rows: group.rows.map((clip) => Buffer.from(toStoreLine(clip))) };
    return this.#listedRow(row);
  }
}

/** What is no store, or cannot be read, has no rows. */
function orUndefined(error: unknown): undefined {
  if (!(error instanceof XclipError)) throw error;
}

/** Begins a store anew. */
export async function createStore(
  { output, tail: tailPath }: OutputFiles,
  description: StoreDescription,
): Promise<RowWriter<StoredClip>> {
  const store = await StoreWriter.create(output, description);
  const tail = tailPath === undefined ? undefined : await TailWriter.create(tailPath, 0, noRows());
  return new ParquetRows(store, tail, 0);
}

/** Resumes a store after the rows that end there. */
export async function resumeStore(
  { output, tail: tailPath }: OutputFiles,
  description: StoreDescription,
  end: number,
): Promise<RowWriter<StoredClip>> {
  if (end === 0) return createStore({ output, tail: tailPath }, description);
  if (tailPath === undefined) throw new TypeError('a store without a tail cannot be resumed');
  const cut = await findCut(output, end, description);
  const firstRow = cut?.rowCount ?? 0;
  const before = await StoreRows.open({ output, tail: tailPath });
  // On the disk before they go from the store.
  const tail = await TailWriter.create(tailPath, firstRow, before.read(firstRow, end)).finally(() =>
    before.close(),
  );
  const store =
    cut === undefined
      ? await StoreWriter.create(output, description)
      : await StoreWriter.resume(output, description, cut);
  await writeTail(tailPath, store, { firstRow, end });
  return new ParquetRows(store, tail, end);
}

async function* noRows(): AsyncGenerator<Buffer, void, undefined> {
  // There are none.
}

/** Writes into a store what its tail holds. */
async function writeTail(
  path: string,
  store: StoreWriter,
  { firstRow, end }: { firstRow: number; end: number },
): Promise<void> {
  const tail = await TailReader.open(path);
  if (tail === undefined) throw new MissingRows();
  try {
    for await (const line of tail.read(firstRow, end)) await store.write(fromStoreLine(line.toString()));
  } finally {
    await tail.close();
  }
}

class ParquetRows implements RowWriter<StoredClip> {
  constructor(
    private readonly store: StoreWriter,
    private readonly tail: TailWriter | undefined,
    public end: number,
  ) {}

  async write(text: string, clip?: StoredClip): Promise<void> {
    if (clip !== undefined) {
      await this.#append(text, clip);
      return;
    }
    for (const line of linesOf(text)) await this.#append(line, fromStoreLine(line));
  }

  async close(): Promise<void> {
    try {
      await this.store.close();
      if (this.store.rowsListed === this.end) await this.tail?.remove();
    } finally {
      await this.tail?.close();
    }
  }

  async #append(line: string, clip: StoredClip): Promise<void> {
    await this.tail?.append(line);
    await this.store.write(clip);
    this.end += 1;
    if (this.store.rowsListed === this.end) await this.tail?.restart(this.end);
  }
}
