/** What a tokenizer's files and its opener say of how it works. */
import { readJsonFile, type JsonObject } from '../../xclip/json-file.js';
import type { OptionRules } from '../arguments.js';
import { TOKENIZER_RULES, type TokenizerOptions } from './tokenizer-options.js';

/** Settings of a tokenizer; for an opener, those that differ from its files'. */
export interface TokenizerSettings extends Pick<
  TokenizerOptions,
  'padding' | 'truncation' | 'max_length' | 'pad_to_multiple_of'
> {
  /** in tokens */
  model_max_length?: number | undefined;
  padding_side?: 'right' | 'left' | undefined;
  truncation_side?: 'right' | 'left' | undefined;
  bos_token?: string | undefined;
  eos_token?: string | undefined;
  unk_token?: string | undefined;
  /** one that the vocabulary lacks gets an id of its own */
  pad_token?: string | undefined;
  /** further tokens that are never split */
  extra_special_tokens?: readonly string[] | undefined;
}

const { padding = [], truncation = [], max_length = [], pad_to_multiple_of = [] } = TOKENIZER_RULES;
const SIDES = [{ is: 'right' }, { is: 'left' }];

export const SETTING_RULES: OptionRules = {
  padding,
  truncation,
  max_length,
  pad_to_multiple_of,
  model_max_length: ['number'],
  padding_side: SIDES,
  truncation_side: SIDES,
  bos_token: ['string'],
  eos_token: ['string'],
  unk_token: ['string'],
  pad_token: ['string'],
  extra_special_tokens: [],
};

/** Beyond any real length: transformers' mark for a tokenizer that names none. */
const NO_LIMIT = 1e30;

interface Read {
  /** what differs from the files' */
  given: JsonObject;
  /** all together: transformers' `init_kwargs` */
  settings: JsonObject;
  modelMaxLength: number;
  paddingSide: 'right' | 'left';
  truncationSide: 'right' | 'left';
}

/** What the caller says counts before tokenizer_config.json, and that before tokenizer.json. */
export function tokenizerSettings(folder: string, settings: TokenizerSettings): Read {
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  const config = readJsonFile(folder, 'tokenizer_config.json') ?? {};
  const all: JsonObject = { ...ofTokenizerJson(folder), ...config, ...given };
  const { model_max_length: longest = config.max_len } = all;
  return {
    given,
    settings: all,
    modelMaxLength: typeof longest === 'number' ? longest : NO_LIMIT,
    paddingSide: all.padding_side === 'left' ? 'left' : 'right',
    truncationSide: all.truncation_side === 'left' ? 'left' : 'right',
  };
}

/** What was in force when the file was saved. */
function ofTokenizerJson(folder: string): JsonObject {
  const { truncation, padding } = readJsonFile(folder, 'tokenizer.json') ?? {};
  const cut = Object(truncation) as JsonObject;
  const pad = Object(padding) as JsonObject;
  const fixed = Object(pad.strategy) as JsonObject;
  const found = {
    max_length: cut.max_length ?? fixed.Fixed,
    truncation_side: lower(cut.direction),
    padding_side: lower(pad.direction),
    pad_to_multiple_of: pad.pad_to_multiple_of ?? undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function lower(side: unknown): string | undefined {
  return typeof side === 'string' ? side.toLowerCase() : undefined;
}
