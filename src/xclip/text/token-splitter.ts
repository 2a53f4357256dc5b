import type { AddedToken } from './added-tokens.js';
import { SPACES } from './characters.js';

/** A part of a text: an added token, or what stands between two. */
export type TextPart = { text: string } | { text: string; token: AddedToken };

const SPACES_AT_END = new RegExp(`[${SPACES}]*$`, 'u');
const SPACES_AT_START = new RegExp(`^[${SPACES}]*`, 'u');
/** Rust’s `\w`. */
const WORD_AT_END = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u;
const WORD_AT_START = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;

/** Cuts texts at added tokens: of those that begin at a place the longest, from left to right. */
export class TokenSplitter {
  readonly #tokens: ReadonlyMap<string, AddedToken>;
  readonly #pattern: RegExp | undefined;

  /** @param tokens by what they look like in a text */
  constructor(tokens: ReadonlyMap<string, AddedToken>) {
    this.#tokens = tokens;
    const longestFirst = [...tokens.keys()].sort((a, b) => b.length - a.length);
    if (longestFirst.length > 0) this.#pattern = new RegExp(longestFirst.map(literally).join('|'), 'gu');
  }

  split(text: string): TextPart[] {
    if (this.#pattern === undefined) return text === '' ? [] : [{ text }];
    const parts: TextPart[] = [];
    let end = 0;
    for (const { 0: match, index } of text.matchAll(this.#pattern)) {
      const token = this.#tokens.get(match);
      if (token === undefined) continue;
      const [before, after] = [text.slice(0, index), text.slice(index + match.length)];
      if (token.single_word && (WORD_AT_END.test(before) || WORD_AT_START.test(after))) continue;
      const start = token.lstrip ? Math.max(end, index - lengthOf(SPACES_AT_END, before)) : index;
      if (end < start) parts.push({ text: text.slice(end, start) });
      end = index + match.length + (token.rstrip ? lengthOf(SPACES_AT_START, after) : 0);
      parts.push({ text: text.slice(start, end), token });
    }
    if (end < text.length) parts.push({ text: text.slice(end) });
    return parts;
  }
}

function lengthOf(pattern: RegExp, text: string): number {
  return pattern.exec(text)?.[0].length ?? 0;
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
