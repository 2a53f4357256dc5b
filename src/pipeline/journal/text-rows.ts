import { fileSink, type Sink } from '../write/sink.js';
import { FileRanges } from './file-ranges.js';
import {
  MissingRows,
  type RowReader,
  type RowSource,
  type RowTarget,
  type RowWriter,
} from './output-rows.js';

/** Of a video's rows, as much as is in memory at once. */
const PIECE_BYTES = 1 << 18;

/** The rows of a file that is text itself, counted in bytes. @param header before the first */
export function textRows(path: string, header: string): RowSource & RowTarget {
  const start = Buffer.byteLength(header);
  return {
    start,
    files: [path],
    open: async () => openReader(await FileRanges.open(path), Buffer.from(header)),
    create: async () => {
      const sink = await fileSink(path);
      await sink.write(header);
      return new TextWriter(sink, start);
    },
    resume: async (end) => new TextWriter(await fileSink(path, end), end),
  };
}

async function openReader(file: FileRanges, header: Buffer): Promise<RowReader> {
  return {
    isBegun: (await file.read(0, header.length))?.equals(header) === true,
    read: (start, end) => readPieces(file, start, end),
    beyond: (end) => {
      const bytes = file.sizeBytes - end;
      return Promise.resolve(
        bytes > 0 ? `its last ${bytes} bytes, of a video left unfinished, are cut off` : undefined,
      );
    },
    close: () => file.close(),
  };
}

async function* readPieces(
  file: FileRanges,
  start: number,
  end: number,
): AsyncGenerator<Buffer, void, undefined> {
  let bytes = PIECE_BYTES;
  for (let at = start; at !== end;) {
    const isLast = at + bytes >= end;
    const found = await file.read(at, isLast ? end : at + bytes);
    if (found === undefined) throw new MissingRows();
    const piece = isLast ? found : found.subarray(0, found.lastIndexOf('\n') + 1);
    at += piece.length;
    // A line that is longer than a piece.
    bytes = piece.length === 0 ? 2 * bytes : PIECE_BYTES;
    if (piece.length > 0) yield piece;
  }
}

class TextWriter implements RowWriter {
  constructor(
    private readonly sink: Sink,
    public end: number,
  ) {}

  async write(text: string): Promise<void> {
    await this.sink.write(text);
    this.end += Buffer.byteLength(text);
  }

  close(): Promise<void> {
    return this.sink.close();
  }
}
