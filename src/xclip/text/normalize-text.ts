/** What CLIP's tokenizer does with a text before it looks for words. */
import { composes, SPACES as SPACE_CLASS } from './characters.js';
import { YOUNG_CAPITALS } from './unicode-tables.js';

/** To which nothing happens in NFC. */
const PLAIN = /^[\0-\x7f]*$/;
const SPACES = new RegExp(`[${SPACE_CLASS}]+`, 'gu');
const CAPITALS = new RegExp(
  `[${YOUNG_CAPITALS.map(([first, last]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`).join('')}]`,
  'gu',
);

/** Composed (NFC), with single blanks, in small letters. */
export function normalizeText(text: string): string {
  return lowered(composed(text).replace(SPACES, ' '));
}

/** Runs of what composes; the other characters stand between them, so that they cannot touch each other. */
function composed(text: string): string {
  if (PLAIN.test(text)) return text;
  let result = '';
  let run = '';
  for (const character of text) {
    if (composes(character.codePointAt(0) ?? NaN)) {
      run += character;
      continue;
    }
    result += run.normalize('NFC') + character;
    run = '';
  }
  return result + run.normalize('NFC');
}

/**
 * Each letter alone, as the reference does it: JavaScript turns a Σ at a word's end into ς. What a Node of an older
 * Unicode does not know is lowered by the table.
 */
function lowered(text: string): string {
  return text.replaceAll('Σ', 'σ').replace(CAPITALS, smallLetter).toLowerCase();
}

function smallLetter(capital: string): string {
  const code = capital.codePointAt(0) ?? NaN;
  const row = YOUNG_CAPITALS.find(([first, last]) => code >= first && code <= last);
  return row === undefined ? capital : String.fromCodePoint(code + row[2]);
}
