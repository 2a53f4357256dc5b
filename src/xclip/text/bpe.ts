import { at } from '../../at.js';
import { CheckpointError } from '../../errors.js';
import { MinHeap } from './min-heap.js';

/** More words than any text has: a heap's entry is rank · this + place. */
const PLACES = 2 ** 27;

const MOST_KNOWN = 10_000;
const MOST_KNOWN_CHARACTERS = 64;

interface Merge {
  rank: number;
  /** the piece that both become */
  piece: number;
}

/**
 * Byte-pair encoding: a word's characters, joined pair by pair in the order of the merges, the leftmost first. Pieces
 * are numbered here by their order in the vocabulary, since ids may be any numbers.
 */
export class Bpe {
  readonly #pieces = new Map<string, number>();
  readonly #ids: number[] = [];
  readonly #merges = new Map<number, Merge>();
  readonly #pieceOfRank: number[] = [];
  readonly #unknown: number | undefined;
  readonly #known = new Map<string, readonly number[]>();

  /**
   * @param merges of pieces that the vocabulary has, as well as what they become
   * @param unknownToken what stands for a character that it has not
   */
  constructor(
    vocab: ReadonlyMap<string, number>,
    merges: readonly (readonly [string, string])[],
    unknownToken: string,
  ) {
    for (const [piece, id] of vocab) {
      this.#pieces.set(piece, this.#ids.length);
      this.#ids.push(id);
    }
    this.#unknown = this.#pieces.get(unknownToken);
    for (const [rank, [left, right]] of merges.entries()) {
      const piece = this.#pieces.get(left + right) ?? NaN;
      this.#pieceOfRank.push(piece);
      const pair = this.#pairKey(this.#pieces.get(left) ?? NaN, this.#pieces.get(right) ?? NaN);
      this.#merges.set(pair, { rank, piece });
    }
  }

  /** A word's ids. Most words come again and again. */
  encode(word: string): readonly number[] {
    const known = this.#known.get(word);
    if (known !== undefined) return known;
    const ids = this.#merged(word);
    if (word.length <= MOST_KNOWN_CHARACTERS && this.#known.size < MOST_KNOWN) this.#known.set(word, ids);
    return ids;
  }

  #merged(word: string): number[] {
    const pieces = this.#characters(word);
    const next = pieces.map((_, place) => place + 1);
    const previous = pieces.map((_, place) => place - 1);
    const isGone = pieces.map(() => false);
    const heap = new MinHeap();
    const offer = (place: number): void => {
      const merge = this.#mergeAt(pieces, place, next[place]);
      if (merge !== undefined) heap.push(merge.rank * PLACES + place);
    };
    for (const place of pieces.keys()) offer(place);
    for (let entry = heap.pop(); entry !== undefined; entry = heap.pop()) {
      const place = entry % PLACES;
      const merged = this.#pieceOfRank[Math.floor(entry / PLACES)];
      const right = at(next, place);
      // Its pair may have become another one since, which counts if it becomes the same.
      if (isGone[place] === true || this.#mergeAt(pieces, place, right)?.piece !== merged) continue;
      if (merged === undefined) continue;
      pieces[place] = merged;
      isGone[right] = true;
      const after = at(next, right);
      next[place] = after;
      if (after < pieces.length) previous[after] = place;
      const before = at(previous, place);
      if (before >= 0) offer(before);
      offer(place);
    }
    return pieces.flatMap((piece, place) => (isGone[place] === true ? [] : [at(this.#ids, piece)]));
  }

  #mergeAt(pieces: readonly number[], place: number, right: number | undefined): Merge | undefined {
    const [a, b] = [pieces[place], right === undefined ? undefined : pieces[right]];
    return a === undefined || b === undefined ? undefined : this.#merges.get(this.#pairKey(a, b));
  }

  #pairKey(left: number, right: number): number {
    return left * this.#ids.length + right;
  }

  #characters(word: string): number[] {
    const characters = Array.from(word);
    return characters.map((character, i) => {
      const piece = i === characters.length - 1 ? `${character}</w>` : character;
      const known = this.#pieces.get(piece) ?? this.#unknown;
      if (known !== undefined) return known;
      throw new CheckpointError(
        `the tokenizer has neither ${JSON.stringify(piece)} nor a token for the unknown`,
        {
          code: 'BAD_TOKENIZER',
          hint: "take the files of one checkpoint's tokenizer together",
        },
      );
    });
  }
}
