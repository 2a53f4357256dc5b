import { XclipError } from '../../errors.js';
import type { ClipTokenizer } from '../../xclip/text/clip-tokenizer.js';
import { badOption, requireString } from '../arguments.js';
import { joinTexts, truncateTexts, type EncodedToken } from './encode-text.js';
import type { Strategies } from './tokenizer-options.js';

interface Texts {
  text: unknown;
  text_pair?: unknown;
  add_special_tokens?: boolean | undefined;
  strategies: Strategies;
  /** where texts are cut */
  side: 'right' | 'left';
}

/**
 * Texts, or texts and their pairs, as tokens; not padded.
 * @throws XclipError NO_TEXT, BAD_OPTION
 */
export function encodeTexts(
  tokenizer: ClipTokenizer,
  { text, text_pair, add_special_tokens = true, strategies, side }: Texts,
): EncodedToken[][] {
  const texts = toTexts(text, 'text');
  const pairs = toPairs(text_pair, text, texts.length);
  const ends = add_special_tokens
    ? { begin: tokenizer.namedId('bos_token'), end: tokenizer.namedId('eos_token') }
    : undefined;
  return texts.map((one, i) => {
    const pair = pairs?.[i];
    const encoded = tokenizer.encode(one);
    const encodedPair = pair === undefined ? undefined : tokenizer.encode(pair);
    const cutting = { ends: ends === undefined ? 0 : pair === undefined ? 2 : 4, side };
    return joinTexts(...truncateTexts(encoded, encodedPair, strategies, cutting), ends);
  });
}

/** One for each text; an empty one beside a single text is none, as there. */
function toPairs(pair: unknown, text: unknown, count: number): readonly string[] | undefined {
  if (pair === undefined || (typeof text === 'string' && pair === '')) return undefined;
  const pairs = toTexts(pair, 'text_pair');
  if (typeof pair === typeof text && pairs.length === count) return pairs;
  throw badOption(`there are ${count} texts, but text_pair has ${pairs.length}`, 'give a list of as many');
}

/** @throws XclipError NO_TEXT for nothing, BAD_OPTION for what is no text */
function toTexts(text: unknown, name: string): string[] {
  if (text === undefined || text === null || (Array.isArray(text) && text.length === 0)) {
    throw new XclipError('there is no text to tokenize', { code: 'NO_TEXT' });
  }
  return (Array.isArray(text) ? (text as unknown[]) : [text]).map((one) => requireString(one, name));
}
