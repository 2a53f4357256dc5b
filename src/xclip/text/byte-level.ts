/** Bytes as the vocabulary writes them: a printable character each. */

const FIRST_STAND_IN = 0x100;
const IS_PRINTABLE = /[!-~¡-¬®-ÿ]/;

const CHARACTERS = byteCharacters();
const BYTES = new Map(CHARACTERS.map((character, byte) => [character, byte]));
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

/** A byte that prints as itself is itself; the others are the characters from U+0100. */
function byteCharacters(): string[] {
  let standIn = FIRST_STAND_IN;
  return Array.from({ length: 256 }, (_, byte) => {
    const own = String.fromCharCode(byte);
    return IS_PRINTABLE.test(own) ? own : String.fromCharCode(standIn++);
  });
}

/** A text's UTF-8, a character a byte. */
export function toByteLevel(text: string): string {
  return Array.from(ENCODER.encode(text), (byte) => CHARACTERS[byte]).join('');
}

/** Tokens' text; a token with a character that stands for no byte is what it says. */
export function fromByteLevel(tokens: readonly string[]): string {
  const parts = tokens.map((token) => {
    const bytes = Array.from(token, (character) => BYTES.get(character));
    const isBytes = bytes.every((byte) => byte !== undefined);
    return isBytes ? Uint8Array.from(bytes) : ENCODER.encode(token);
  });
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return DECODER.decode(all);
}
