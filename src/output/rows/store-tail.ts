/**
 * Rows of a store that no footer in it lists yet, which would be lost with the run's memory: a JSON line that numbers the
 * first, then a line for each (see clip-text.ts). It begins anew whenever a footer is written, so it stays small.
 */
import { constants } from 'node:fs';
import { open, rename, type FileHandle } from 'node:fs/promises';
import { closeOnError } from '../../files/close-on-error.js';
import { unwritableOutput } from '../../files/unwritable-output.js';
import { removeOutput } from '../remove-output.js';
import { FileRanges } from '../journal/file-ranges.js';
import { parseObject } from '../journal/journal-format.js';
import { NumberedLines } from '../journal/numbered-lines.js';
import { partialOf } from '../journal/run-files.js';

/** A new file, written at its end even after it was made empty. */
const { O_WRONLY, O_CREAT, O_TRUNC, O_APPEND } = constants;
const NEW_TO_APPEND = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND;

export class TailReader {
  private constructor(
    private readonly file: FileRanges,
    private readonly firstRow: number,
    private readonly lines: NumberedLines,
  ) {}

  /** @returns undefined where there is none, or one without a beginning */
  static async open(path: string): Promise<TailReader | undefined> {
    const file = await FileRanges.open(path);
    const head = await file.line(0);
    const { first_row: firstRow } = parseObject(head?.toString() ?? '');
    if (head !== undefined && typeof firstRow === 'number') {
      return new TailReader(file, firstRow, new NumberedLines(file, head.length));
    }
    await file.close();
    return undefined;
  }

  /** Whether a row is not before its first. */
  reaches(row: number): boolean {
    return row >= this.firstRow;
  }

  /** Rows that it reaches. @throws MissingRows */
  read(start: number, end: number): AsyncGenerator<Buffer, void, undefined> {
    return this.lines.read(start - this.firstRow, end - this.firstRow);
  }

  /** How many rows begin at one or after it; a torn one counts. */
  countFrom(row: number): Promise<number> {
    return this.lines.countFrom(row - this.firstRow);
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

export class TailWriter {
  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  /**
   * In the place of an older one, which stays until these rows are on the disk.
   * @throws XclipError OUTPUT_UNWRITABLE
   */
  static async create(path: string, firstRow: number, rows: AsyncIterable<Buffer>): Promise<TailWriter> {
    const partial = partialOf(path);
    try {
      const file = await open(partial, NEW_TO_APPEND);
      await closeOnError(file, async () => {
        await file.appendFile(headLine(firstRow));
        for await (const row of rows) await file.appendFile(row);
        await file.datasync();
        await rename(partial, path);
      });
      return new TailWriter(path, file);
    } catch (error) {
      throw unwritableOutput(path, error);
    }
  }

  async append(line: string): Promise<void> {
    await this.#guarded(() => this.file.appendFile(line));
  }

  /** All that it holds is in the store, up to this row. */
  async restart(firstRow: number): Promise<void> {
    await this.#guarded(async () => {
      await this.file.truncate(0);
      await this.file.appendFile(headLine(firstRow));
    });
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  /** The store is closed. */
  remove(): Promise<void> {
    return removeOutput(this.path);
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw unwritableOutput(this.path, error);
    }
  }
}

function headLine(firstRow: number): string {
  return `${JSON.stringify({ first_row: firstRow })}\n`;
}
