/** A text, or a pair of texts, between begin and end tokens. Pure arithmetic. */
import { badOption } from '../arguments.js';
import type { Strategies, TruncationStrategy } from './tokenizer-options.js';

/** A token's id, and whether it is none of the text's own. */
export interface EncodedToken {
  id: number;
  isSpecial: boolean;
}

interface Ends {
  begin: number;
  end: number;
}

/**
 * RoBERTa's way, which is CLIP's: begin, text, end, and for a pair end, second text, end.
 * @param pair undefined for one text
 * @param ends undefined to leave out begin and end
 */
export function joinTexts(
  text: readonly number[],
  pair: readonly number[] | undefined,
  ends: Ends | undefined,
): EncodedToken[] {
  const own = (ids: readonly number[]) => ids.map((id) => ({ id, isSpecial: false }));
  if (ends === undefined) return [...own(text), ...own(pair ?? [])];
  const [begin, end] = [ends.begin, ends.end].map((id) => ({ id, isSpecial: true }));
  const first = [begin, ...own(text), end];
  return (pair === undefined ? first : [...first, end, ...own(pair), end]).filter(
    (token) => token !== undefined,
  );
}

/**
 * What is left of a text and its pair once they fit, as `truncate_encodings` of the tokenizers library cuts them.
 * @param ends how many tokens come besides
 * @param side where it is cut
 * @throws XclipError BAD_OPTION for a length without room for `ends`, or a text that is too short for its strategy
 */
export function truncateTexts(
  text: readonly number[],
  pair: readonly number[] | undefined,
  { truncation, maxLength }: Strategies,
  { ends, side }: { ends: number; side: 'right' | 'left' },
): [text: readonly number[], pair: readonly number[] | undefined] {
  if (truncation === undefined) return [text, pair];
  if (maxLength < ends) {
    throw badOption(
      `max_length is ${maxLength}, but begin and end take ${ends} tokens`,
      'leave it out for the longest text that the model reads',
    );
  }
  const room = maxLength - ends;
  if (text.length + (pair?.length ?? 0) <= room) return [text, pair];
  const [first, second] = lengths(truncation, room, text.length, pair?.length);
  const cut = (ids: readonly number[], length: number): readonly number[] =>
    side === 'right' ? ids.slice(0, length) : ids.slice(ids.length - length);
  return [cut(text, first), pair === undefined ? undefined : cut(pair, second)];
}

function lengths(
  strategy: TruncationStrategy,
  room: number,
  text: number,
  pair: number | undefined,
): [text: number, pair: number] {
  if (room === 0) return [0, 0];
  if (strategy === 'longest_first') return pair === undefined ? [room, 0] : bothLengths(room, text, pair);
  if (strategy === 'only_second' && pair === undefined) {
    throw badOption("truncation is 'only_second', but there is no text_pair");
  }
  const tooMany = text + (pair ?? 0) - room;
  const [named, rest] = strategy === 'only_first' ? [text, pair ?? 0] : [pair ?? 0, text];
  if (named <= tooMany)
    throw badOption(`the text that truncation '${strategy}' cuts is too short to make room`);
  const left = named - tooMany;
  return strategy === 'only_first' ? [left, rest] : [rest, left];
}

/** The longer one gives way first; where both are longer than half, each gets half. */
function bothLengths(room: number, text: number, pair: number): [number, number] {
  const shorter = Math.min(text, pair);
  const longer = shorter > room ? shorter : Math.max(shorter, room - shorter);
  const half = Math.floor(room / 2);
  const [short, long] = shorter + longer > room ? [half, half + (room % 2)] : [shorter, longer];
  return text <= pair ? [short, long] : [long, short];
}
