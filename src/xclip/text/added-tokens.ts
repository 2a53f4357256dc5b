/**
 * The tokens that stand beside a slow tokenizer's vocabulary, as transformers (5.23) collects them from the files of
 * several generations. An entry of tokenizer.json's `added_tokens` each.
 */
import type { JsonObject } from '../json-file.js';

export interface AddedToken {
  id: number;
  content: string;
  single_word: boolean;
  lstrip: boolean;
  rstrip: boolean;
  normalized: boolean;
  special: boolean;
}

type LooseToken = Omit<AddedToken, 'id'>;

export interface TokenizerSettings {
  config: JsonObject;
  specialTokens: JsonObject;
  addedTokens: JsonObject;
  /** tokenizer.json's `added_tokens` */
  fileTokens?: unknown;
  /** what the caller says, which comes before all files */
  settings?: JsonObject;
}

const NAMED = ['bos_token', 'eos_token', 'unk_token', 'sep_token', 'pad_token', 'cls_token', 'mask_token'];
const START = '<|startoftext|>';
const END = '<|endoftext|>';
const DEFAULTS: JsonObject = { bos_token: START, eos_token: END, unk_token: END, pad_token: END };

export interface SpecialTokens {
  /** by name (`bos_token`, …), with CLIP's own where the files name none */
  named: ReadonlyMap<string, string>;
  /** in the order in which the vocabulary takes them in */
  added: readonly LooseToken[];
  /** special ones without a name */
  extra: readonly string[];
}

/** tokenizer_config.json's `added_tokens_decoder` is the whole truth; without it, two older files have their say. */
export function collectTokens(files: TokenizerSettings): SpecialTokens {
  const { config, specialTokens, addedTokens, fileTokens } = files;
  const isModern = isObject(config.added_tokens_decoder);
  const settings: JsonObject = { ...config, ...(isModern ? {} : specialTokens), ...files.settings };
  const chosen = new Map(
    Object.entries({ ...DEFAULTS, ...settings }).flatMap(([key, value]) => {
      const token = key.endsWith('_token') ? toToken(value) : undefined;
      return token === undefined ? [] : [[key, token] as const];
    }),
  );
  const extra = [settings.extra_special_tokens ?? settings.additional_special_tokens ?? []].flat();
  const extras = extra.flatMap((value) => toToken(value) ?? []);
  const listed = isModern
    ? decoderTokens(config.added_tokens_decoder)
    : legacyTokens(addedTokens, fileTokens, [...chosen.values(), ...earlyExtras(config, specialTokens)]);

  const byContent = new Map(listed.map((token) => [token.content, token]));
  const known = new Set(byContent.keys());
  const names = [...NAMED, ...[...chosen.keys()].filter((key) => !NAMED.includes(key))];
  for (const token of [...names.flatMap((key) => chosen.get(key) ?? []), ...extras]) {
    // Of two that are named alike, the last one's way of matching counts; its place is the first one's.
    if (!known.has(token.content)) byContent.set(token.content, { ...token, special: true });
  }
  return {
    named: new Map([...chosen].map(([key, token]) => [key, token.content])),
    added: [...byContent.values()],
    extra: extras.map(({ content }) => content),
  };
}

function decoderTokens(decoder: unknown): LooseToken[] {
  return Object.entries(isObject(decoder) ? decoder : {})
    .sort(([a], [b]) => Number(a) - Number(b))
    .flatMap(([, value]) => toToken(value, false) ?? []);
}

/**
 * The further special tokens that are known by the time added_tokens.json is read: special_tokens_map.json's old name
 * for them is not looked at until later.
 */
function earlyExtras(config: JsonObject, specialTokens: JsonObject): LooseToken[] {
  const early = [
    config.extra_special_tokens ?? config.additional_special_tokens ?? [],
    specialTokens.extra_special_tokens ?? [],
  ];
  return early.flat().flatMap((value) => toToken(value) ?? []);
}

/** added_tokens.json: content → id, and tokenizer.json's, which says more of each. The ids only order them. */
function legacyTokens(
  addedTokens: JsonObject,
  fileTokens: unknown,
  special: readonly LooseToken[],
): LooseToken[] {
  const specials = new Set(special.map(({ content }) => content));
  const ofFile = (Array.isArray(fileTokens) ? (fileTokens as unknown[]) : []).flatMap((value) => {
    const token = toToken(value, false);
    return token === undefined ? [] : [{ token, order: orderOf((value as JsonObject).id) }];
  });
  const replaced = new Set(ofFile.map(({ order }) => order));
  const older = Object.entries(addedTokens)
    .map(([content, id]) => ({ token: plainToken(content, specials.has(content)), order: orderOf(id) }))
    .filter(({ order }) => !replaced.has(order));
  return [...older, ...ofFile].sort((a, b) => a.order - b.order).map(({ token }) => token);
}

/** Number() of an object calls what the file says is its toString. */
function orderOf(id: unknown): number {
  return typeof id === 'number' ? id : 0;
}

function plainToken(content: string, special: boolean): LooseToken {
  return { content, single_word: false, lstrip: false, rstrip: false, normalized: !special, special };
}

/** A token is written as its text, or as an object with the ways in which it is matched. */
function toToken(value: unknown, isSpecial = true): LooseToken | undefined {
  if (typeof value === 'string') return plainToken(value, isSpecial);
  if (!isObject(value) || typeof value.content !== 'string') return undefined;
  // What is marked with its type is taken as it says, like a token of the decoder.
  const special = value.special === true || (isSpecial && value.__type === undefined);
  return {
    content: value.content,
    single_word: value.single_word === true,
    lstrip: value.lstrip === true,
    rstrip: value.rstrip === true,
    normalized: typeof value.normalized === 'boolean' ? value.normalized : !special,
    special,
  };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
