import { closeOnError } from '../../files/close-on-error.js';
import { fileSink, type Sink } from '../sink.js';
import { FileRanges } from '../journal/file-ranges.js';
import { type RowReader, type RowSource, type RowTarget, type RowWriter } from './output-rows.js';

/** The rows of a file that is text itself, counted in bytes. @param header before the first */
export function textRows(path: string, header: string): RowSource & RowTarget<unknown> {
  const start = Buffer.byteLength(header);
  return {
    start,
    files: [path],
    open: async () => openReader(await FileRanges.open(path), Buffer.from(header)),
    create: async () => beginText(await fileSink(path), header),
    resume: async (end) => new TextWriter(await fileSink(path, end), end),
  };
}

/** Text rows into a sink that nothing is in yet. */
export async function beginText(sink: Sink, header: string): Promise<RowWriter<unknown>> {
  await closeOnError(sink, () => sink.write(header));
  return new TextWriter(sink, Buffer.byteLength(header));
}

async function openReader(file: FileRanges, header: Buffer): Promise<RowReader> {
  return {
    isBegun: (await file.read(0, header.length))?.equals(header) === true,
    read: (start, end) => file.pieces(start, end),
    beyond: (end) => {
      const bytes = file.sizeBytes - end;
      return Promise.resolve(
        bytes > 0 ? `its last ${bytes} bytes, of a video left unfinished, are cut off` : undefined,
      );
    },
    close: () => file.close(),
  };
}

class TextWriter implements RowWriter<unknown> {
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
