/** How a tokenizer is asked, with transformers' names. */
import { badOption, checkOptions, type OptionRules } from '../arguments.js';

/** How texts become rows of ids of one length. */
export interface TokenizerOptions {
  /** a second text to each, after the first and its end token */
  text_pair?: string | readonly string[] | undefined;
  /** begin and end tokens; true if undefined */
  add_special_tokens?: boolean | undefined;
  /**
   * `true` or `'longest'` pads to the longest text, `'max_length'` to `max_length`; false if undefined. Texts of
   * several lengths need it.
   */
  padding?: boolean | 'longest' | 'max_length' | 'do_not_pad' | undefined;
  /**
   * cut texts to `max_length`, keeping the end token; of a pair the longer one (`true`, `'longest_first'`) or the one
   * that is named. false if undefined, but see `max_length`
   */
  truncation?: boolean | 'longest_first' | 'only_first' | 'only_second' | 'do_not_truncate' | undefined;
  /**
   * in tokens, with begin and end; the tokenizer's `model_max_length` if undefined. Given alone, without `padding`
   * and `truncation`, it asks for truncation.
   */
  max_length?: number | undefined;
  /** pad to a multiple of so many tokens */
  pad_to_multiple_of?: number | undefined;
  /** the tokenizer's own if undefined */
  padding_side?: 'right' | 'left' | undefined;
  /** false leaves `attention_mask` out; true if undefined */
  return_attention_mask?: boolean | undefined;
  /** also `special_tokens_mask`: 1 for begin, end and padding; false if undefined */
  return_special_tokens_mask?: boolean | undefined;
  /** also `length`: each row's number of tokens; false if undefined */
  return_length?: boolean | undefined;
  /** for the examples of the page: there are no other results than tensors */
  return_tensors?: 'pt' | 'np' | undefined;
}

/** The part of it that says how long rows are. */
export type PaddingOptions = Pick<TokenizerOptions, 'padding' | 'truncation' | 'max_length' | 'padding_side'>;

const BOOLEAN = ['boolean'] as const;

export const TOKENIZER_RULES: OptionRules = {
  text_pair: [],
  add_special_tokens: BOOLEAN,
  padding: ['boolean', { is: 'longest' }, { is: 'max_length' }, { is: 'do_not_pad' }],
  truncation: [
    'boolean',
    ...['longest_first', 'only_first', 'only_second', 'do_not_truncate'].map((is) => ({ is })),
  ],
  max_length: ['number'],
  pad_to_multiple_of: ['number'],
  padding_side: [{ is: 'right' }, { is: 'left' }],
  return_attention_mask: BOOLEAN,
  return_special_tokens_mask: BOOLEAN,
  return_length: BOOLEAN,
  return_tensors: [{ is: 'pt' }, { is: 'np' }],
};

export type TruncationStrategy = 'longest_first' | 'only_first' | 'only_second';

/** What the options come to, as `_get_padding_truncation_strategies` of transformers decides. */
export interface Strategies {
  padding: 'longest' | 'fixed' | undefined;
  truncation: TruncationStrategy | undefined;
  /** in tokens; what `padding` and `truncation` go by */
  maxLength: number;
}

/** transformers' LARGE_INTEGER: a longer model_max_length means none. */
const NO_LIMIT = 1e20;

/** @throws XclipError BAD_OPTION for an option that is not known, has a wrong value or contradicts another */
export function chooseStrategies(options: TokenizerOptions, modelMaxLength: number): Strategies {
  checkOptions(options, TOKENIZER_RULES, 'the tokenizer');
  const { max_length, pad_to_multiple_of } = options;
  requireCount('max_length', max_length, 0);
  requireCount('pad_to_multiple_of', pad_to_multiple_of, 1);
  const maxLength = max_length ?? (modelMaxLength > NO_LIMIT ? Infinity : modelMaxLength);
  const asked = { padding: paddingOf(options), truncation: truncationOf(options), maxLength };
  const strategies = {
    padding: asked.padding === 'fixed' && maxLength === Infinity ? undefined : asked.padding,
    truncation: maxLength === Infinity ? undefined : asked.truncation,
    maxLength,
  };
  if (
    strategies.padding !== undefined &&
    strategies.truncation !== undefined &&
    pad_to_multiple_of !== undefined &&
    maxLength % pad_to_multiple_of !== 0
  ) {
    throw badOption(
      `Truncation and padding are both activated but truncation length (${maxLength}) is not a multiple of pad_to_multiple_of (${pad_to_multiple_of}).`,
    );
  }
  return strategies;
}

function paddingOf({ padding = false }: TokenizerOptions): Strategies['padding'] {
  if (padding === true || padding === 'longest') return 'longest';
  return padding === 'max_length' ? 'fixed' : undefined;
}

function truncationOf({
  padding = false,
  truncation,
  max_length,
}: TokenizerOptions): Strategies['truncation'] {
  if (truncation === undefined)
    return max_length !== undefined && padding === false ? 'longest_first' : undefined;
  if (truncation === false || truncation === 'do_not_truncate') return undefined;
  return truncation === true ? 'longest_first' : truncation;
}

function requireCount(name: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least)) return;
  throw badOption(`${name} is ${value}, but must be a whole number from ${least}`);
}
