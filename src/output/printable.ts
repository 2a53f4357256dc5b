/**
 * What a terminal would not show but obey: control characters, which move the cursor or change its colours, and marks that
 * turn the direction of what follows.
 */
const OBEYED =
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Text from outside (file names, labels, decoders' messages) as a terminal may show it, on one line. */
export function printable(text: string): string {
  return text.replace(OBEYED, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** Lines for programs as a terminal may show them; JSON stays the same JSON. */
export function printableLines(text: string): string {
  return text.replace(OBEYED, (character) =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What a stream gets of such lines: a file or a pipe gets them as they are. */
export function linesFor({ isTTY }: { isTTY?: boolean }, text: string): string {
  return isTTY === true ? printableLines(text) : text;
}
