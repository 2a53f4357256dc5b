/** The rows of an array of embeddings and its index (see indexed-array.ts), counted in clips. */
import { HEADER_BYTES, rowBytesOf, widthIn } from '../formats/npy.js';
import { indexFileOf, indexLine, IndexedArray } from '../formats/indexed-array.js';
import { arrayLine, clipFields, fromArrayLine, linesOf } from './clip-text.js';
import type { StoredClip } from '../../store/stored-clip.js';
import { FileRanges } from '../journal/file-ranges.js';
import { parseObject } from '../journal/journal-format.js';
import { NumberedLines } from '../journal/numbered-lines.js';
import {
  unfinishedRows,
  MissingRows,
  type RowReader,
  type RowSource,
  type RowTarget,
  type RowWriter,
} from './output-rows.js';

export function arraySource(path: string): RowSource {
  return {
    start: 0,
    files: [path, indexFileOf(path)],
    open: async () => {
      const array = await FileRanges.open(path);
      const header = await array.read(0, HEADER_BYTES);
      return new ArrayReader(
        array,
        await FileRanges.open(indexFileOf(path)),
        header === undefined ? undefined : widthIn(header),
      );
    },
  };
}

class ArrayReader implements RowReader {
  readonly #lines: NumberedLines;

  constructor(
    private readonly array: FileRanges,
    private readonly index: FileRanges,
    private readonly width: number | undefined,
  ) {
    this.#lines = new NumberedLines(index);
  }

  get isBegun(): boolean {
    return this.width !== undefined;
  }

  async *read(start: number, end: number): AsyncGenerator<Buffer, void, undefined> {
    let row = start;
    for await (const line of this.#lines.read(start, end)) {
      const { row: _, ...fields } = parseObject(line.toString());
      const embedding = await this.#embedding(row);
      if (embedding === undefined || indexLine(row, fields) !== line.toString()) throw new MissingRows();
      yield Buffer.from(arrayLine(fields, embedding));
      row += 1;
    }
  }

  async beyond(end: number): Promise<string | undefined> {
    const arrayRows = Math.ceil((this.array.sizeBytes - HEADER_BYTES) / rowBytesOf(this.width ?? 1));
    const rows = Math.max(arrayRows - end, await this.#lines.countFrom(end));
    return rows > 0 ? unfinishedRows(rows) : undefined;
  }

  async close(): Promise<void> {
    await Promise.all([this.array.close(), this.index.close()]);
  }

  async #embedding(row: number): Promise<Buffer | undefined> {
    if (this.width === undefined) return undefined;
    const rowBytes = rowBytesOf(this.width);
    const start = HEADER_BYTES + row * rowBytes;
    return this.array.read(start, start + rowBytes);
  }
}

export function arrayTarget(path: string, width: number): RowTarget<StoredClip> {
  const create = async (): Promise<RowWriter<StoredClip>> =>
    new ArrayWriter(await IndexedArray.create(path, width));
  return {
    create,
    resume: async (rows) => {
      if (rows === 0) return create();
      const index = await FileRanges.open(indexFileOf(path));
      const indexBytes = await new NumberedLines(index).offsetOf(rows).finally(() => index.close());
      return new ArrayWriter(await IndexedArray.resume(path, { width, rows, indexBytes }));
    },
  };
}

class ArrayWriter implements RowWriter<StoredClip> {
  constructor(private readonly array: IndexedArray) {}

  get end(): number {
    return this.array.rowCount;
  }

  async write(text: string, clip?: StoredClip): Promise<void> {
    if (clip !== undefined) {
      await this.array.write(clipFields(clip), clip.embedding);
      return;
    }
    for (const line of linesOf(text)) {
      const { fields, embedding } = fromArrayLine(line);
      await this.array.write(fields, embedding);
    }
  }

  close(): Promise<void> {
    return this.array.close();
  }
}
