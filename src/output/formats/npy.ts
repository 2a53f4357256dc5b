/** NumPy's array file, version 1.0: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
import { open, type FileHandle } from 'node:fs/promises';
import { closeOnError } from '../../files/close-on-error.js';
import { unwritableOutput } from '../../files/unwritable-output.js';

/** Room for any shape, so that the header can be written again when the number of rows is known. */
export const HEADER_BYTES = 128;
const PREFIX = '\x93NUMPY\x01\x00';
const BYTES_PER_NUMBER = 4;

/** Float32 rows → a file that `numpy.load` opens as [rows, width], after every row. */
export class NpyWriter {
  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
    private readonly width: number,
    private rowCount: number,
  ) {}

  /** @throws XclipError OUTPUT_UNWRITABLE */
  static async create(path: string, width: number): Promise<NpyWriter> {
    try {
      const writer = new NpyWriter(path, await open(path, 'w'), width, 0);
      await closeOnError(writer, () => writer.#writeHeader());
      return writer;
    } catch (error) {
      throw unwritableOutput(path, error);
    }
  }

  /** Resumes after the first rows; the others are cut off. @throws XclipError OUTPUT_UNWRITABLE */
  static async resume(path: string, width: number, rowCount: number): Promise<NpyWriter> {
    try {
      const file = await open(path, 'r+');
      const writer = new NpyWriter(path, file, width, rowCount);
      await closeOnError(writer, async () => {
        await file.truncate(HEADER_BYTES + rowCount * rowBytesOf(width));
        await writer.#writeHeader();
      });
      return writer;
    } catch (error) {
      throw unwritableOutput(path, error);
    }
  }

  async write(row: Float32Array): Promise<void> {
    if (row.length !== this.width) throw new TypeError(`a row of ${row.length} in an array of ${this.width}`);
    try {
      const bytes = Buffer.from(row.buffer, row.byteOffset, row.byteLength);
      await writeAt(this.file, bytes, HEADER_BYTES + this.rowCount * bytes.length);
      this.rowCount += 1;
      await this.#writeHeader();
    } catch (error) {
      throw unwritableOutput(this.path, error);
    }
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  async #writeHeader(): Promise<void> {
    await writeAt(this.file, npyHeader(this.rowCount, this.width), 0);
  }
}

export function rowBytesOf(width: number): number {
  return width * BYTES_PER_NUMBER;
}

/** The width that a header names; undefined for what is none of ours. */
export function widthIn(header: Buffer): number | undefined {
  const [, rows, width] = /'shape': \((\d+), (\d+)\)/.exec(header.toString('latin1')) ?? [];
  return npyHeader(Number(rows), Number(width)).equals(header) ? Number(width) : undefined;
}

function npyHeader(rows: number, width: number): Buffer {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${width}), }`;
  const textBytes = HEADER_BYTES - PREFIX.length - 2;
  const header = Buffer.from(`${PREFIX}\0\0${dictionary.padEnd(textBytes - 1)}\n`, 'latin1');
  header.writeUInt16LE(textBytes, PREFIX.length);
  return header;
}

async function writeAt(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}
