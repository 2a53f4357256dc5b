/** Kinds of characters as the reference's tokenizer knows them, whatever version of Unicode this Node has. */
import { COMPOSING, LETTERS, NUMBERS } from './unicode-tables.js';

const CODES = 0x110000;

/** What words are told apart by. */
export const OTHER = 0;
export const LETTER = 1;
export const NUMBER = 2;
export const SPACE = 3;
const KIND_BITS = 3;
const COMPOSING_BIT = 4;

/** White_Space, as a class's body: JavaScript's `\s` has U+FEFF too, and not U+0085. */
export const SPACES = '\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const SPACE_RANGES =
  [[9, 13], [32, 32], [0x85, 0x85], [0xa0, 0xa0], [0x1680, 0x1680], [0x2000, 0x200a], [0x2028, 0x2029], [0x202f, 0x202f], [0x205f, 0x205f], [0x3000, 0x3000]] as const; // prettier-ignore

let table: Uint8Array | undefined;

/** OTHER, LETTER, NUMBER or SPACE */
export function kindOf(code: number): number {
  return traitsOf(code) & KIND_BITS;
}

/** Whether NFC may move it, take it apart or put it together with another. */
export function composes(code: number): boolean {
  return (traitsOf(code) & COMPOSING_BIT) !== 0;
}

function traitsOf(code: number): number {
  return (table ??= madeTable())[code] ?? OTHER;
}

function madeTable(): Uint8Array {
  const traits = new Uint8Array(CODES);
  for (const [first, last] of rangesOf(LETTERS)) traits.fill(LETTER, first, last + 1);
  for (const [first, last] of rangesOf(NUMBERS)) traits.fill(NUMBER, first, last + 1);
  for (const [first, last] of SPACE_RANGES) traits.fill(SPACE, first, last + 1);
  for (const [first, last] of rangesOf(COMPOSING)) {
    for (let code = first; code <= last; code++) traits[code] = (traits[code] ?? OTHER) | COMPOSING_BIT;
  }
  return traits;
}

/** @param encoded as test/fixtures/make/unicode_tables.py writes it */
function rangesOf(encoded: string): [first: number, last: number][] {
  let end = 0;
  return encoded.split(' ').map((word) => {
    const [distance = 0, more = 0] = word.split('-').map((digits) => Number.parseInt(digits, 36));
    const first = end + distance;
    end = first + more;
    return [first, end];
  });
}
