/**
 * The rows of a table that is made at the end of a run: a Parquet file or a database cannot grow row by row and be whole, and
 * the same to the byte, whenever a run is killed. Until then all rows are lines of text in `OUTPUT.tail.jsonl`, counted in
 * rows, and the output is an empty file, or what an earlier run made.
 */
import { open, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { unwritableOutput } from '../../files/unwritable-output.js';
import type { TableFile, TableReader, TableRow, TableSchema } from '../tables/table.js';
import type { OutputFiles } from '../formats/output-format.js';
import { partialOf, type RunFiles } from '../journal/run-files.js';
import { linesOf } from './clip-text.js';
import {
  MissingRows,
  unfinishedRows,
  type RowReader,
  type RowSource,
  type RowTarget,
} from './output-rows.js';
import { TailReader, TailWriter } from './store-tail.js';

/** A table, and how files of its kind are written. */
interface TableSpec {
  schema: TableSchema;
  load: () => Promise<TableFile>;
}

type Files = Pick<RunFiles, 'output' | 'tail'>;

export function toTableLine(row: TableRow): string {
  return `${JSON.stringify(row)}\n`;
}

/** The rows of a table, or of the lines that are to become one. */
export function tableSource(files: Files, table: TableSpec): RowSource {
  return { start: 0, files: [files.output], open: () => openRows(files, table) };
}

/** Where there are lines, they are newer than the table. */
async function openRows({ output, tail }: Files, { schema, load }: TableSpec): Promise<RowReader> {
  const lines = await TailReader.open(tail);
  if (lines !== undefined) {
    return {
      isBegun: true,
      read: (start, end) => lines.read(start, end),
      beyond: async (end) => sayBeyond(await lines.countFrom(end)),
      close: () => lines.close(),
    };
  }
  const table = await (await load()).open(output, schema);
  return {
    isBegun: true,
    read: (start, end) => tableLines(table, start, end),
    beyond: (end) => Promise.resolve(sayBeyond((table?.rowCount ?? 0) - end)),
    close: async () => table?.close(),
  };
}

function sayBeyond(rows: number): string | undefined {
  return rows > 0 ? unfinishedRows(rows) : undefined;
}

/** What cannot be read counts as missing, whatever the reason. */
async function* tableLines(
  table: TableReader | undefined,
  start: number,
  end: number,
): AsyncGenerator<Buffer, void, undefined> {
  if (start === end) return;
  if (table === undefined || end > table.rowCount || start > end) throw new MissingRows();
  const rows = table.rows(start, end);
  for (;;) {
    const next = await rows.next().catch(() => {
      throw new MissingRows();
    });
    if (next.done === true) return;
    yield Buffer.from(toTableLine(next.value));
  }
}

export function tableTarget({ output, tail }: OutputFiles, table: TableSpec): RowTarget<unknown> {
  if (tail === undefined) throw new TypeError('a table needs a file for its lines');
  const files = { output, tail };
  const create = async (): Promise<TableWriter> => {
    // What cannot be written at the end is known before any work.
    await table.load();
    const lines = await TailWriter.create(tail, 0, noRows());
    try {
      await writeFile(output, '');
    } catch (error) {
      await lines.close();
      throw unwritableOutput(output, error);
    }
    return new TableWriter(files, table, lines, 0);
  };
  return {
    create,
    resume: async (end) => {
      if (end === 0) return create();
      await table.load();
      const before = await openRows(files, table);
      const lines = await TailWriter.create(tail, 0, before.read(0, end)).finally(() => before.close());
      return new TableWriter(files, table, lines, end);
    },
  };
}

async function* noRows(): AsyncGenerator<Buffer, void, undefined> {
  // There are none.
}

class TableWriter {
  #isBroken = false;

  constructor(
    private readonly files: Files,
    private readonly table: TableSpec,
    private readonly lines: TailWriter,
    public end: number,
  ) {}

  async write(text: string): Promise<void> {
    if (text === '') return;
    try {
      await this.lines.append(text);
    } catch (error) {
      this.#isBroken = true;
      throw error;
    }
    this.end += linesOf(text).length;
  }

  /** Makes the table, and gives it its name when it is whole; the lines have then had their use. */
  async close(): Promise<void> {
    await this.lines.close();
    if (this.#isBroken) return;
    const { output } = this.files;
    try {
      const file = await this.table.load();
      // Beside the file itself, where the output is a link.
      const place = await realpath(output);
      const partial = partialOf(place);
      await rm(partial, { force: true });
      await file.write(partial, this.table.schema, readRows(this.files.tail, this.end));
      await toDisk(partial);
      await rename(partial, place);
    } catch (error) {
      throw unwritableOutput(output, error);
    }
    await this.lines.remove();
  }
}

/** Before it gets its name: a machine that stops afterwards leaves the whole of it. */
async function toDisk(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function* readRows(tail: string, end: number): AsyncGenerator<TableRow, void, undefined> {
  const lines = await TailReader.open(tail);
  if (lines === undefined) throw new MissingRows();
  try {
    for await (const line of lines.read(0, end)) yield JSON.parse(line.toString()) as TableRow;
  } finally {
    await lines.close();
  }
}
