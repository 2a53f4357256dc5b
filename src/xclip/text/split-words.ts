import { toByteLevel } from './byte-level.js';
import { kindOf, NUMBER, SPACE } from './characters.js';

/** Words whatever is around them; GPT-2's pattern, which comes after CLIP's, splits the first two again. */
const FIXED = /<\|(startoftext|endoftext)\|>|'(?:s|t|re|ve|m|ll|d)/y;

/**
 * A normalized text's words, as the vocabulary writes them: `'s` and the like, letters, single digits, and whatever
 * else stands together without a blank.
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let place = 0;
  while (place < text.length) {
    FIXED.lastIndex = place;
    const fixed = FIXED.exec(text);
    const kind = kindOf(text.codePointAt(place) ?? NaN);
    const end = fixed === null ? endOfRun(text, place, kind) : FIXED.lastIndex;
    if (fixed?.[1] !== undefined) words.push('<|', fixed[1], '|>');
    else if (kind !== SPACE) words.push(text.slice(place, end));
    place = end;
  }
  return words.map(toByteLevel);
}

function endOfRun(text: string, start: number, kind: number): number {
  let end = start;
  do {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  } while (kind !== NUMBER && end < text.length && kindOf(text.codePointAt(end) ?? NaN) === kind);
  return end;
}
