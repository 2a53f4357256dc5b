import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonFile, type JsonObject } from '../../xclip/json-file.js';

const CONFIG = 'tokenizer_config.json';
const NAMES = 'special_tokens_map.json';

/** The files that a tokenizer may have in a checkpoint's folder. */
export const TOKENIZER_FILES = [
  'tokenizer.json',
  CONFIG,
  NAMES,
  'added_tokens.json',
  'vocab.json',
  'merges.txt',
];

interface Changes {
  settings: JsonObject;
  /** by name (`pad_token`, …) */
  tokens: Readonly<Record<string, string | undefined>>;
}

/** Copies a tokenizer's files, with what has been changed since they were read. */
export function saveTokenizer(from: string, to: string, { settings, tokens }: Changes): void {
  mkdirSync(to, { recursive: true });
  for (const name of TOKENIZER_FILES) {
    if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name));
  }
  const named = readJsonFile(from, NAMES);
  write(join(to, CONFIG), { ...settings, ...changed({ ...settings, ...named }, tokens) });
  if (named !== undefined) write(join(to, NAMES), { ...named, ...changed(named, tokens) });
}

/** The tokens that are not what they were; the others keep how they are written. */
function changed(before: JsonObject, tokens: Changes['tokens']): JsonObject {
  const entries = Object.entries(tokens).filter(([name, token]) => contentOf(before[name]) !== token);
  return Object.fromEntries(entries.map(([name, token]) => [name, token ?? null]));
}

function contentOf(token: unknown): unknown {
  return typeof token === 'object' && token !== null && 'content' in token ? token.content : token;
}

function write(path: string, json: JsonObject): void {
  writeFileSync(path, `${JSON.stringify(json, null, 2)}\n`);
}
