import { createReadStream } from 'node:fs';

/** No line of ours is so long: what is, is not taken into memory. */
const LONGEST_LINE_CHARACTERS = 1 << 26;

export interface TextEnd {
  /** The last line has no end, and is left out: the file was cut short there. */
  isTorn: boolean;
}

/**
 * A text file in pieces of whole lines, without a BOM. What stands behind the last end of a line is left out, since a number
 * that was cut is another number.
 * @param onEnd called after the last piece
 * @throws Error for what is not UTF-8; system errors
 */
export async function* wholeLines(
  path: string,
  onEnd: (end: TextEnd) => void,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  const decode = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (cause) {
      throw new Error('it is not UTF-8', { cause });
    }
  };
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const text = rest + decode(chunk as Buffer);
    const end = text.lastIndexOf('\n') + 1;
    if (end > 0) yield text.slice(0, end);
    rest = text.slice(end);
    if (rest.length > LONGEST_LINE_CHARACTERS) throw new Error('a line of it has no end');
  }
  // A character that was cut in two is part of what is torn.
  const isTorn = rest !== '' || !isWhole(decode);
  onEnd({ isTorn });
}

function isWhole(decode: () => string): boolean {
  try {
    return decode() === '';
  } catch {
    return false;
  }
}
