import { at } from '../../at.js';
import type { JsonObject } from '../../xclip/json-file.js';
import { ClipTokenizer } from '../../xclip/text/clip-tokenizer.js';
import { readTokenizer } from '../../xclip/text/tokenizer-files.js';
import { badOption, checkOptions, requireString } from '../arguments.js';
import { Callable, type CallableClass } from '../callable.js';
import { resolveFolder, splitPretrained } from '../find-checkpoint.js';
import type { PretrainedOptions } from '../pretrained.js';
import type { EncodedToken } from './encode-text.js';
import { encodeTexts } from './encode-texts.js';
import { padRows } from './pad-rows.js';
import { pythonStrip } from './python-strip.js';
import { saveTokenizer, TOKENIZER_FILES } from './save-tokenizer.js';
import { toRows, type TokenIds } from './token-ids.js';
import type { CLIPTokenizerCall, DecodeOptions, TokenizedTexts, TokenizeOptions } from './tokenized-texts.js';
import { chooseStrategies, type Strategies, type TokenizerOptions } from './tokenizer-options.js';
import { SETTING_RULES, tokenizerSettings, type TokenizerSettings } from './tokenizer-settings.js';

/** What is named by a tokenizer's `bos_token`, … */
type TokenName = 'bos_token' | 'eos_token' | 'unk_token' | 'pad_token';

const DECODE_RULES = { skip_special_tokens: ['boolean'], clean_up_tokenization_spaces: ['boolean'] } as const;
const TOKENIZE_RULES = { pair: ['string'], add_special_tokens: ['boolean'] } as const;

/**
 * transformers' CLIPTokenizer (CLIPTokenizerFast on the page): byte-pair encoding of lower-cased text.
 * @see https://huggingface.co/docs/transformers/model_doc/clip#transformers.CLIPTokenizer
 */
export class CLIPTokenizer extends (Callable as CallableClass<CLIPTokenizerCall>) {
  /** what `truncation` and `padding: 'max_length'` take where they are given no `max_length` */
  model_max_length: number;
  /** where padding goes */
  padding_side: 'right' | 'left';
  /** where texts are cut */
  truncation_side: 'right' | 'left';
  bos_token: string | undefined;
  eos_token: string | undefined;
  unk_token: string | undefined;
  /** undefined if there is none, with which nothing can be padded */
  pad_token: string | undefined;
  readonly #folder: string;
  readonly #settings: JsonObject;
  readonly #tokenizer: ClipTokenizer;

  /**
   * @param folder with tokenizer.json, or vocab.json and merges.txt
   * @param settings in the place of what tokenizer_config.json says
   * @throws CheckpointError MISSING_FILE, BAD_TOKENIZER; XclipError BAD_OPTION
   */
  constructor(folder: string, settings: TokenizerSettings = {}) {
    super();
    checkOptions(settings, SETTING_RULES, 'CLIPTokenizer');
    this.#folder = requireString(folder, 'folder');
    const config = tokenizerSettings(folder, settings);
    this.#settings = config.settings;
    this.#tokenizer = new ClipTokenizer(readTokenizer(folder, config.given));
    this.model_max_length = config.modelMaxLength;
    this.padding_side = config.paddingSide;
    this.truncation_side = config.truncationSide;
    this.bos_token = this.#tokenizer.named.get('bos_token');
    this.eos_token = this.#tokenizer.named.get('eos_token');
    this.unk_token = this.#tokenizer.named.get('unk_token');
    this.pad_token = this.#tokenizer.named.get('pad_token');
  }

  /**
   * The tokenizer of a checkpoint.
   * @param options how it is found, and settings in the place of its own, such as `padding_side`
   * @throws CheckpointError if it cannot be had or used; XclipError BAD_OPTION
   */
  static async from_pretrained(
    id: string,
    options: PretrainedOptions & TokenizerSettings = {},
  ): Promise<CLIPTokenizer> {
    const { where, settings } = splitPretrained(options, SETTING_RULES, 'CLIPTokenizer.from_pretrained');
    return new CLIPTokenizer(await resolveFolder(id, where, TOKENIZER_FILES), settings);
  }

  /** What a processor takes for options that its caller leaves out: tokenizer_config.json may name any. */
  get init_kwargs(): Readonly<Record<string, unknown>> {
    return this.#settings;
  }

  get bos_token_id(): number | undefined {
    return this.#idOfNamed('bos_token');
  }

  get eos_token_id(): number | undefined {
    return this.#idOfNamed('eos_token');
  }

  get unk_token_id(): number | undefined {
    return this.#idOfNamed('unk_token');
  }

  get pad_token_id(): number | undefined {
    return this.#idOfNamed('pad_token');
  }

  /** pieces of the vocabulary, without added tokens */
  get vocab_size(): number {
    return this.#tokenizer.vocabSize;
  }

  /**
   * Texts → ids with begin and end tokens.
   * @throws XclipError RAGGED if they are of several lengths and no padding was asked for; NO_TEXT; BAD_OPTION
   */
  encode_batch(
    text: string | readonly string[],
    options: TokenizerOptions & { return_attention_mask: false },
  ): Omit<TokenizedTexts, 'attention_mask'>;
  encode_batch(text: string | readonly string[], options?: TokenizerOptions): TokenizedTexts;
  encode_batch(
    text: string | readonly string[],
    options: TokenizerOptions = {},
  ): TokenizedTexts | Omit<TokenizedTexts, 'attention_mask'> {
    const strategies = chooseStrategies(options, this.model_max_length);
    if (strategies.padding !== undefined && this.pad_token === undefined) {
      throw badOption(
        'Asking to pad but the tokenizer does not have a padding token.',
        'set one: tokenizer.pad_token = tokenizer.eos_token',
      );
    }
    const { input_ids, attention_mask, special_tokens_mask, length } = padRows(
      this.#rows(text, options, strategies),
      {
        ...strategies,
        multipleOf: options.pad_to_multiple_of,
        side: options.padding_side ?? this.padding_side,
        padId: () => this.pad_token_id ?? 0,
      },
    );
    return {
      input_ids,
      ...(options.return_attention_mask === false ? {} : { attention_mask }),
      ...(options.return_special_tokens_mask === true ? { special_tokens_mask } : {}),
      ...(options.return_length === true ? { length } : {}),
    };
  }

  /** @internal */
  _call(text: string | readonly string[], options?: TokenizerOptions): TokenizedTexts {
    return this.encode_batch(text, options);
  }

  /**
   * One text's ids as a list, or those of several texts, which may be of several lengths.
   * @throws XclipError NO_TEXT, BAD_OPTION
   */
  encode(text: string, options?: TokenizerOptions): number[];
  encode(text: readonly string[], options?: TokenizerOptions): number[][];
  encode(text: string | readonly string[], options: TokenizerOptions = {}): number[] | number[][] {
    const strategies = chooseStrategies(options, this.model_max_length);
    const rows =
      strategies.padding === undefined
        ? this.#rows(text, options, strategies).map((row) => row.map(({ id }) => id))
        : (this.encode_batch(text, options).input_ids.tolist() as bigint[][]).map((row) => row.map(Number));
    return typeof text === 'string' ? rows.flat() : rows;
  }

  /** A text's tokens, as the vocabulary writes them. */
  tokenize(text: string, options: TokenizeOptions = {}): string[] {
    checkOptions(options, TOKENIZE_RULES, 'tokenize');
    const { pair, add_special_tokens = false } = options;
    const texts = [text, pair].map((one) =>
      one === undefined || one === '' ? undefined : this.#tokenizer.pieces(requireString(one, 'text')),
    );
    const [first = [], second] = texts.map((pieces) => pieces?.map(({ token }) => token));
    if (!add_special_tokens) return [...first, ...(second ?? [])];
    const [begin = '', end = ''] = [
      this.#tokenizer.named.get('bos_token'),
      this.#tokenizer.named.get('eos_token'),
    ];
    return [begin, ...first, end, ...(second === undefined ? [] : [end, ...second, end])];
  }

  /** A token's id, or those of several; what there is not has the unknown token's. */
  convert_tokens_to_ids(tokens: string): number;
  convert_tokens_to_ids(tokens: readonly string[]): number[];
  convert_tokens_to_ids(tokens: string | readonly string[]): number | (number | undefined)[] | undefined {
    const idOf = (token: unknown): number | undefined =>
      this.#tokenizer.idOf(requireString(token, 'a token')) ?? this.unk_token_id;
    return Array.isArray(tokens) ? tokens.map(idOf) : idOf(tokens);
  }

  /** An id's token, or those of several; undefined for what there is not. */
  convert_ids_to_tokens(ids: number | bigint, options?: DecodeOptions): string | undefined;
  convert_ids_to_tokens(ids: TokenIds, options?: DecodeOptions): (string | undefined)[];
  convert_ids_to_tokens(
    ids: number | bigint | TokenIds,
    options: DecodeOptions = {},
  ): string | undefined | (string | undefined)[] {
    checkOptions(options, DECODE_RULES, 'convert_ids_to_tokens');
    const tokens = toRows(ids).rows.flat();
    if (typeof ids === 'number' || typeof ids === 'bigint') return this.#tokenizer.tokenOf(at(tokens, 0));
    const skipped = new Set(options.skip_special_tokens === true ? this.all_special_ids : []);
    return tokens.filter((id) => !skipped.has(id)).map((id) => this.#tokenizer.tokenOf(id));
  }

  /** the tokens that the tokenizer has names for, and its further special ones */
  get all_special_tokens(): string[] {
    const { bos_token, eos_token, unk_token, pad_token } = this;
    const { named, extra } = this.#tokenizer;
    const own = { bos_token, eos_token, unk_token, sep_token: named.get('sep_token'), pad_token };
    const others = [...named].flatMap(([name, token]) => (name in own ? [] : [token]));
    return [...new Set([...Object.values(own), ...others, ...extra])].filter((token) => token !== undefined);
  }

  get all_special_ids(): number[] {
    return this.convert_tokens_to_ids(this.all_special_tokens);
  }

  /**
   * Ids of one text → text; rows of ids, or a tensor of several → texts. Ids that there are not say nothing.
   * @throws XclipError BAD_IDS
   */
  decode(token_ids: number | bigint | TokenIds, options?: DecodeOptions): string;
  decode(token_ids: readonly TokenIds[], options?: DecodeOptions): string[];
  decode(
    token_ids: number | bigint | TokenIds | readonly TokenIds[],
    options: DecodeOptions = {},
  ): string | string[] {
    checkOptions(options, DECODE_RULES, 'decode');
    const { rows, isBatch } = toRows(token_ids);
    const skipsSpecial = options.skip_special_tokens === true;
    const texts = rows.map((row) => pythonStrip(this.#tokenizer.decode(row, { skipsSpecial })));
    return isBatch ? texts : (texts[0] ?? '');
  }

  /**
   * Ids of several texts → texts.
   * @param sequences rows of ids, or a tensor [texts, tokens]
   */
  batch_decode(sequences: readonly TokenIds[] | TokenIds, options: DecodeOptions = {}): string[] {
    const decoded: string | string[] = this.decode(sequences as TokenIds, options);
    return [decoded].flat();
  }

  /** Writes the tokenizer's files into a folder, which is made if it is not there. */
  save_pretrained(folder: string): void {
    const { model_max_length, padding_side, truncation_side, bos_token, eos_token, unk_token, pad_token } =
      this;
    const tokens = { bos_token, eos_token, unk_token, pad_token };
    saveTokenizer(this.#folder, requireString(folder, 'folder'), {
      settings: { ...this.#settings, model_max_length, padding_side, truncation_side },
      tokens,
    });
  }

  #rows(text: unknown, options: TokenizerOptions, strategies: Strategies): EncodedToken[][] {
    return encodeTexts(this.#tokenizer, { text, ...options, strategies, side: this.truncation_side });
  }

  #idOfNamed(name: TokenName): number | undefined {
    const token = this[name];
    if (token === undefined) return undefined;
    return this.#tokenizer.idOf(token) ?? this.#tokenizer.idOf(this.unk_token ?? '');
  }
}
