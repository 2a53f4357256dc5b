import { open } from 'node:fs/promises';
import { TextDecoder } from 'node:util';

const CHUNK_BYTES = 1 << 16;

/** The bytes are no text that we read. */
export class NotText extends Error {}

/** A UTF-8 text in pieces, without its byte order mark. @throws NotText; system errors (ENOENT, EISDIR, …) */
export async function* textPieces(path: string): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const file = await open(path, 'r');
  try {
    for (;;) {
      // From where the last ended, since a pipe has no places.
      const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, null);
      if (bytesRead === 0) break;
      yield decoded(decoder, buffer.subarray(0, bytesRead));
    }
    yield decoded(decoder);
  } finally {
    await file.close();
  }
}

function decoded(decoder: TextDecoder, bytes?: Uint8Array): string {
  let text;
  try {
    text = decoder.decode(bytes, { stream: bytes !== undefined });
  } catch (error) {
    throw new NotText('it is not UTF-8 text', { cause: error });
  }
  // UTF-16 is full of them.
  if (text.includes('\0')) throw new NotText('it is not UTF-8 text');
  return text;
}

/** The lines of a text with their numbers from 1, trimmed; blank ones are left out. @throws NotText */
export async function* textLines(
  path: string,
): AsyncGenerator<{ text: string; line: number }, void, undefined> {
  let rest = '';
  let line = 0;
  for await (const piece of textPieces(path)) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE_CHARACTERS) throw new NotText('it has a line without end');
    for (const each of lines) {
      line += 1;
      const text = each.trim();
      if (text !== '') yield { text, line };
    }
  }
  if (rest.trim() !== '') yield { text: rest.trim(), line: line + 1 };
}

/** Of lists of paths: what is longer is another file. */
export const LONGEST_LINE_CHARACTERS = 1 << 20;
