import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { XclipError } from '../../errors.js';
import { collectTokens } from '../../xclip/text/added-tokens.js';
import { readJsonFile, type JsonObject } from '../../xclip/json-file.js';
import { readSlowTokenizer } from '../../xclip/text/slow-tokenizer.js';
import { LabelTokenizer } from '../../xclip/text/tokenizer.js';
import { Callable, type CallableClass } from '../callable.js';
import { padRows, truncateRow, type PaddingOptions } from './pad-rows.js';
import { resolveFolder, type PretrainedOptions } from '../pretrained.js';
import type { LongTensor, TensorLike } from '../tensor.js';

/** How texts become rows of ids of one length. */
export type TokenizerOptions = PaddingOptions;

/** Texts as a model takes them: int64 [texts, tokens] each. */
export interface TokenizedTexts {
  input_ids: LongTensor;
  /** 1 for a text's own tokens, 0 for padding */
  attention_mask: LongTensor;
}

/** Calling a tokenizer encodes texts. */
export type CLIPTokenizerCall = (
  text: string | readonly string[],
  options?: TokenizerOptions,
) => TokenizedTexts;

/** Ids of one text. */
export type TokenIds = readonly (number | bigint)[] | TensorLike;

export interface DecodeOptions {
  /** leave out begin, end and padding; false if undefined */
  skip_special_tokens?: boolean | undefined;
}

/** The files that a tokenizer may have in a checkpoint's folder. */
const FILES = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'merges.txt',
];

/** Beyond any real length: transformers' mark for a tokenizer that names none. */
const NO_LIMIT = 1e20;

/**
 * transformers' CLIPTokenizer (CLIPTokenizerFast on the page): byte-pair encoding of lower-cased text.
 * @see https://huggingface.co/docs/transformers/model_doc/clip#transformers.CLIPTokenizer
 */
export class CLIPTokenizer extends (Callable as CallableClass<CLIPTokenizerCall>) {
  /** what `truncation` and `padding: 'max_length'` take where they are given no `max_length` */
  readonly model_max_length: number;
  readonly pad_token: string;
  /** where padding goes */
  padding_side: 'right' | 'left';
  readonly #folder: string;
  readonly #json: JsonObject;
  readonly #config: JsonObject;
  readonly #encoder: LabelTokenizer;
  #decoder: Tokenizer | undefined;

  /**
   * @param folder with tokenizer.json, or vocab.json and merges.txt
   * @throws CheckpointError MISSING_FILE, BAD_TOKENIZER
   */
  constructor(folder: string) {
    super();
    const config = readJsonFile(folder, 'tokenizer_config.json') ?? {};
    const specialTokens = readJsonFile(folder, 'special_tokens_map.json') ?? {};
    const { named } = collectTokens({ config, specialTokens, addedTokens: {} });
    this.#folder = folder;
    this.#config = { clean_up_tokenization_spaces: false, ...config };
    this.#json = readJsonFile(folder, 'tokenizer.json') ?? readSlowTokenizer(folder);
    this.#encoder = new LabelTokenizer(this.#json, config, { maxTokens: Infinity, vocabSize: Infinity });
    this.model_max_length = typeof config.model_max_length === 'number' ? config.model_max_length : NO_LIMIT;
    this.pad_token = named.get('pad_token') ?? '<|endoftext|>';
    this.padding_side = config.padding_side === 'left' ? 'left' : 'right';
  }

  /**
   * The tokenizer of a checkpoint.
   * @throws CheckpointError if it cannot be had or used
   */
  static async from_pretrained(id: string, options: PretrainedOptions = {}): Promise<CLIPTokenizer> {
    return new CLIPTokenizer(await resolveFolder(id, options, FILES));
  }

  /** id of `pad_token` */
  get pad_token_id(): number {
    const id = this.#raw().token_to_id(this.pad_token);
    if (id !== undefined) return id;
    throw new XclipError(`the tokenizer has no token ${this.pad_token} to pad with`, {
      code: 'BAD_TOKENIZER',
    });
  }

  /**
   * Texts → ids with begin and end tokens.
   * @throws XclipError RAGGED if they are of several lengths and no padding was asked for; NO_TEXT; BAD_OPTION
   */
  encode_batch(text: string | readonly string[], options: TokenizerOptions = {}): TokenizedTexts {
    const texts = typeof text === 'string' ? [text] : text;
    if (texts.length === 0) throw new XclipError('there is no text to tokenize', { code: 'NO_TEXT' });
    const limits = { modelMaxLength: this.model_max_length, side: options.padding_side ?? this.padding_side };
    const rows = texts.map((one) => truncateRow(this.#encoder.tokenize(one).ids, options, limits));
    return padRows(rows, options, { ...limits, padId: () => this.pad_token_id });
  }

  /** @internal */
  _call(text: string | readonly string[], options?: TokenizerOptions): TokenizedTexts {
    return this.encode_batch(text, options);
  }

  /** Ids of one text → text. */
  decode(token_ids: TokenIds, { skip_special_tokens = false }: DecodeOptions = {}): string {
    return this.#raw().decode(idsOf(token_ids), { skip_special_tokens }).trim();
  }

  /**
   * Ids of several texts → texts.
   * @param sequences rows of ids, or a tensor [texts, tokens]
   */
  batch_decode(sequences: readonly TokenIds[] | TensorLike, options: DecodeOptions = {}): string[] {
    return rowsOf(sequences).map((row) => this.decode(row, options));
  }

  /** Copies the tokenizer's files into a folder, which is made if it is not there. */
  save_pretrained(folder: string): void {
    mkdirSync(folder, { recursive: true });
    for (const name of FILES) {
      const path = join(this.#folder, name);
      if (existsSync(path)) copyFileSync(path, join(folder, name));
    }
  }

  /** Made when first needed: a second copy of a large vocabulary. */
  #raw(): Tokenizer {
    return (this.#decoder ??= new Tokenizer(this.#json, this.#config));
  }
}

function isTensor(value: object): value is TensorLike {
  return 'data' in value && 'dims' in value;
}

function idsOf(ids: TokenIds): number[] {
  return Array.from(isTensor(ids) ? ids.data : ids, Number);
}

function rowsOf(sequences: readonly TokenIds[] | TensorLike): TokenIds[] {
  if (!isTensor(sequences)) return [...sequences];
  const ids = idsOf(sequences);
  const tokenCount = sequences.dims.at(-1) ?? 0;
  const rows = [];
  for (let start = 0; start < ids.length; start += tokenCount)
    rows.push(ids.slice(start, start + tokenCount));
  return rows;
}
