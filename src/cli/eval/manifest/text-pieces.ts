import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';

/** The bytes are no text that we read. */
export class NotText extends Error {}

/** A UTF-8 text in pieces, without its byte order mark. @throws NotText; system errors (ENOENT, EISDIR, …) */
export async function* textPieces(path: string): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) {
    yield decoded(decoder, bytes);
  }
  yield decoded(decoder);
}

function decoded(decoder: TextDecoder, bytes?: Buffer): string {
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
