/** NumPy's array file, version 1.0: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
import { open, type FileHandle } from 'node:fs/promises';
import { XclipError, messageOf } from '../../errors.js';

/** Room for any shape, so that the header can be written again when the number of rows is known. */
const HEADER_BYTES = 128;
const PREFIX = '\x93NUMPY\x01\x00';

/** Float32 rows → a file that `numpy.load` opens as [rows, width], after every row. */
export class NpyWriter {
  #rows = 0;

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
    private readonly width: number,
  ) {}

  /** @throws XclipError OUTPUT_UNWRITABLE */
  static async create(path: string, width: number): Promise<NpyWriter> {
    try {
      const writer = new NpyWriter(path, await open(path, 'w'), width);
      await writer.#writeHeader();
      return writer;
    } catch (error) {
      throw unwritable(path, error);
    }
  }

  async write(row: Float32Array): Promise<void> {
    if (row.length !== this.width) throw new TypeError(`a row of ${row.length} in an array of ${this.width}`);
    try {
      const bytes = Buffer.from(row.buffer, row.byteOffset, row.byteLength);
      await writeAt(this.file, bytes, HEADER_BYTES + this.#rows * bytes.length);
      this.#rows += 1;
      await this.#writeHeader();
    } catch (error) {
      throw unwritable(this.path, error);
    }
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  async #writeHeader(): Promise<void> {
    await writeAt(this.file, npyHeader(this.#rows, this.width), 0);
  }
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

function unwritable(path: string, cause: unknown): XclipError {
  return new XclipError(`${path} cannot be written: ${messageOf(cause)}`, {
    code: 'OUTPUT_UNWRITABLE',
    hint: 'choose another --output',
    cause,
  });
}
