import { openIfExists } from '../../files/open-if-exists.js';
import { LONGEST_LINE_BYTES } from './file-ranges.js';

/** A line without its end, and where in the file it ends. */
export interface PlacedLine {
  text: string;
  /** offset of the byte after the line's newline */
  end: number;
}

const CHUNK_BYTES = 1 << 20;
const NEWLINE = 0x0a;

/**
 * The whole lines of a file, or of a range of it, one at a time; a last one without its newline was torn, and is left out.
 * No file, no lines.
 */
export async function* readLines(
  path: string,
  range: { start: number; end: number } = { start: 0, end: Infinity },
): AsyncGenerator<PlacedLine, void, undefined> {
  const file = await openIfExists(path);
  if (file === undefined) return;
  try {
    let pending: Buffer[] = [];
    let pendingBytes = 0;
    let position = range.start;
    for (;;) {
      const wanted = Math.min(CHUNK_BYTES, range.end - position);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, position);
      if (bytesRead === 0) return;
      const chunk = buffer.subarray(0, bytesRead);
      let start = 0;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
        const text = Buffer.concat([...pending, chunk.subarray(start, at)]).toString();
        [pending, pendingBytes, start] = [[], 0, at + 1];
        yield { text, end: position + start };
      }
      pending.push(chunk.subarray(start));
      pendingBytes += bytesRead - start;
      if (pendingBytes > LONGEST_LINE_BYTES) return;
      position += bytesRead;
    }
  } finally {
    await file.close();
  }
}
