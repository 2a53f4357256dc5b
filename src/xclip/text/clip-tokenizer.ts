import type { AddedToken } from './added-tokens.js';
import { Bpe } from './bpe.js';
import { fromByteLevel } from './byte-level.js';
import { normalizeText } from './normalize-text.js';
import { splitWords } from './split-words.js';
import { TokenSplitter, type TextPart } from './token-splitter.js';
import type { TokenizerParts } from './tokenizer-files.js';

/** What transformers' CLIPTokenizer makes of a vocabulary, whatever else its tokenizer.json says. */
export class ClipTokenizer {
  /** pieces that texts are made of, without the added tokens */
  readonly vocabSize: number;
  /** by name (`bos_token`, `eos_token`, `unk_token`, `pad_token`, …) */
  readonly named: ReadonlyMap<string, string>;
  /** special tokens without a name */
  readonly extra: readonly string[];
  readonly #vocab: ReadonlyMap<string, number>;
  readonly #added: ReadonlyMap<string, AddedToken>;
  readonly #tokenOfId: ReadonlyMap<number, string>;
  readonly #bpe: Bpe;
  readonly #asWritten: TokenSplitter;
  readonly #normalized: TokenSplitter;

  constructor({ vocab, merges, named, added, extra }: TokenizerParts) {
    this.vocabSize = vocab.size;
    this.named = named;
    this.extra = extra;
    this.#vocab = vocab;
    this.#added = new Map(added.map((token) => [token.content, token]));
    this.#tokenOfId = new Map([
      ...Array.from(vocab, ([piece, id]) => [id, piece] as const),
      ...added.map(({ id, content }) => [id, content] as const),
    ]);
    this.#bpe = new Bpe(vocab, merges, named.get('unk_token') ?? '');
    const written = added.filter(({ normalized }) => !normalized);
    this.#asWritten = new TokenSplitter(new Map(written.map((token) => [token.content, token])));
    const loose = added.filter(({ normalized }) => normalized);
    this.#normalized = new TokenSplitter(
      new Map(loose.map((token) => [normalizeText(token.content), token])),
    );
  }

  /** A text's ids, without begin and end. */
  encode(text: string): number[] {
    return this.#parts(text).flatMap((part) => ('token' in part ? [part.token.id] : this.#ownIds(part.text)));
  }

  /** The same with what stands for each: a piece of the vocabulary, or of the text where that is an added token. */
  pieces(text: string): { id: number; token: string }[] {
    return this.#parts(text).flatMap((part) =>
      'token' in part
        ? [{ id: part.token.id, token: part.text }]
        : this.#ownIds(part.text).map((id) => ({ id, token: this.tokenOf(id) ?? '' })),
    );
  }

  #parts(text: string): TextPart[] {
    return this.#asWritten
      .split(text)
      .flatMap((part) => ('token' in part ? [part] : this.#normalized.split(normalizeText(part.text))));
  }

  #ownIds(normalizedText: string): number[] {
    return splitWords(normalizedText).flatMap((word) => this.#bpe.encode(word));
  }

  /** Ids' text, with blanks at its ends; ids that there are not say nothing. */
  decode(ids: readonly number[], { skipsSpecial = false }: { skipsSpecial?: boolean } = {}): string {
    const tokens = ids.flatMap((id) => this.tokenOf(id) ?? []);
    const kept = skipsSpecial ? tokens.filter((token) => this.#added.get(token)?.special !== true) : tokens;
    return fromByteLevel(kept).replaceAll('</w>', ' ');
  }

  tokenOf(id: number): string | undefined {
    return this.#tokenOfId.get(id);
  }

  idOf(token: string): number | undefined {
    return this.#added.get(token)?.id ?? this.#vocab.get(token);
  }

  /** The id of a token that every tokenizer has: `bos_token`, `eos_token`. */
  namedId(name: 'bos_token' | 'eos_token'): number {
    const id = this.idOf(this.named.get(name) ?? '');
    if (id === undefined) throw new TypeError(`the tokenizer has no ${name}`);
    return id;
  }
}
