/** What a tokenizer gives, and how it is asked for less than a model takes. */
import type { LongTensor } from '../tensor.js';
import type { TokenizerOptions } from './tokenizer-options.js';

/** Texts as a model takes them: int64 [texts, tokens] each. */
export interface TokenizedTexts {
  input_ids: LongTensor;
  /** 1 for a text's own tokens, 0 for padding */
  attention_mask: LongTensor;
  /** with `return_special_tokens_mask`: 1 for begin, end and padding */
  special_tokens_mask?: LongTensor;
  /** with `return_length`: int64 [texts], tokens of each row */
  length?: LongTensor;
}

/** Calling a tokenizer encodes texts. */
export interface CLIPTokenizerCall {
  (
    text: string | readonly string[],
    options: TokenizerOptions & { return_attention_mask: false },
  ): Omit<TokenizedTexts, 'attention_mask'>;
  (text: string | readonly string[], options?: TokenizerOptions): TokenizedTexts;
}

export interface DecodeOptions {
  /** leave out begin, end and padding; false if undefined */
  skip_special_tokens?: boolean | undefined;
  /** without effect, as there: it is not for byte-pair encoding */
  clean_up_tokenization_spaces?: boolean | undefined;
}

export interface TokenizeOptions {
  /** a second text */
  pair?: string | undefined;
  /** begin and end too; false if undefined */
  add_special_tokens?: boolean | undefined;
}
