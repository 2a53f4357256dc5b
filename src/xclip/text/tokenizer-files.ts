/**
 * A tokenizer's files, of any generation of transformers: tokenizer.json, or vocab.json and merges.txt. Of the former,
 * as in transformers (5.23, CLIPTokenizer), only the vocabulary, the merges and the added tokens count.
 */
import { join } from 'node:path';
import { CheckpointError, messageOf, systemCodeOf } from '../../errors.js';
import { readRegularFile, TooLarge } from '../../files/read-regular-file.js';
import { quoted } from '../../quoted.js';
import { readJsonFile, type JsonObject } from '../json-file.js';
import { collectTokens, type AddedToken, type SpecialTokens } from './added-tokens.js';

/** CLIP's has 49,408 entries, and as many merges in 0.5 MB. */
const MAX_VOCAB_SIZE = 1_000_000;
const MAX_MERGES_BYTES = 16 * 1024 * 1024;
const MAX_ADDED_TOKENS = 10_000;

/** Classes that a file may name; the last two stand for any pipeline, which is CLIP's here. */
const CLASSES = /^(CLIPTokenizer(Fast)?|PreTrainedTokenizerFast|TokenizersBackend)$/;

export interface TokenizerParts {
  vocab: ReadonlyMap<string, number>;
  merges: readonly (readonly [string, string])[];
  /** by name (`bos_token`, …) */
  named: ReadonlyMap<string, string>;
  added: readonly AddedToken[];
  /** special ones without a name */
  extra: readonly string[];
}

type Vocabulary = Pick<TokenizerParts, 'vocab' | 'merges'>;

/**
 * @param settings in the place of tokenizer_config.json's, such as `pad_token`
 * @throws CheckpointError MISSING_FILE if there is no tokenizer; BAD_TOKENIZER if it is malformed or no CLIP tokenizer
 */
export function readTokenizer(folder: string, settings: JsonObject = {}): TokenizerParts {
  const json = readJsonFile(folder, 'tokenizer.json');
  const config = readJsonFile(folder, 'tokenizer_config.json') ?? {};
  const { vocab, merges } = json === undefined ? readTwoFiles(folder) : parseJson(json, folder);
  refuseOtherClass(config.tokenizer_class, folder);
  const tokens = collectTokens({
    config,
    specialTokens: readJsonFile(folder, 'special_tokens_map.json') ?? {},
    addedTokens: readJsonFile(folder, 'added_tokens.json') ?? {},
    fileTokens: json?.added_tokens,
    settings,
  });
  const { named, extra } = tokens;
  return { vocab, merges, named, added: withIds(tokens, vocab), extra };
}

/** A token that the vocabulary lacks gets the next id. */
function withIds({ named, added }: SpecialTokens, vocab: ReadonlyMap<string, number>): AddedToken[] {
  if (added.length > MAX_ADDED_TOKENS) throw bad(`the tokenizer adds ${added.length} tokens`);
  let highest = -1;
  const tokens = added
    .filter(({ content }) => content !== '')
    .map((token) => {
      const id = vocab.get(token.content) ?? Math.max(vocab.size, highest + 1);
      highest = Math.max(highest, id);
      return { ...token, id };
    });
  for (const name of ['bos_token', 'eos_token']) {
    if (!tokens.some(({ content }) => content === named.get(name))) throw bad(`the tokenizer has no ${name}`);
  }
  return tokens;
}

function refuseOtherClass(name: unknown, folder: string): void {
  if (typeof name !== 'string' || CLASSES.test(name)) return;
  throw bad(`${folder} asks for the tokenizer ${JSON.stringify(name.slice(0, 100))}, not for CLIPTokenizer`);
}

function readTwoFiles(folder: string): Vocabulary {
  const vocabJson = readJsonFile(folder, 'vocab.json');
  const mergesText = readText(join(folder, 'merges.txt'));
  if (vocabJson === undefined || mergesText === undefined) {
    const missing = vocabJson === undefined ? 'vocab.json' : 'merges.txt';
    throw new CheckpointError(`${folder} has no tokenizer: no tokenizer.json, and no ${missing}`, {
      code: 'MISSING_FILE',
      hint: 'it needs tokenizer.json, or vocab.json and merges.txt',
    });
  }
  // The reference skips what is no number, too.
  const entries = Object.entries(vocabJson).filter(([, id]) => typeof id === 'number');
  const vocab = parseVocab(entries, join(folder, 'vocab.json'));
  return { vocab, merges: parseMerges(mergesText, vocab, join(folder, 'merges.txt')) };
}

function parseJson(json: JsonObject, folder: string): Vocabulary {
  const path = join(folder, 'tokenizer.json');
  const { type, vocab: vocabJson, merges } = Object(json.model) as JsonObject;
  if ((type ?? 'BPE') !== 'BPE') throw bad(`${path} has a model of the type ${quoted(type)}, not BPE`);
  if (typeof vocabJson !== 'object' || vocabJson === null) throw bad(`${path} has no vocabulary`);
  if (!Array.isArray(merges)) throw bad(`${path} has no merges`);
  const vocab = parseVocab(Object.entries(vocabJson), path);
  const pairs = merges.map((merge: unknown, i): [string, string] =>
    parsePair(typeof merge === 'string' ? merge.split(' ') : merge, vocab, `${path}, merge ${i + 1}`),
  );
  return { vocab, merges: pairs };
}

function parseVocab(entries: readonly (readonly [string, unknown])[], path: string): Map<string, number> {
  if (entries.length > MAX_VOCAB_SIZE) throw bad(`${path} has ${entries.length} entries`);
  const vocab = new Map<string, number>();
  for (const [token, id] of entries) {
    if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0) {
      throw bad(`${path} gives ${quoted(token)} the id ${quoted(id)}`);
    }
    vocab.set(token, id);
  }
  return vocab;
}

/** Two pieces a line, the most frequent pair first. */
function parseMerges(text: string, vocab: ReadonlyMap<string, number>, path: string): [string, string][] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines.flatMap((line, i) =>
    line.startsWith('#version') ? [] : [parsePair(line.split(' '), vocab, `${path}, line ${i + 1}`)],
  );
}

function parsePair(pieces: unknown, vocab: ReadonlyMap<string, number>, where: string): [string, string] {
  const [left, right, ...rest] = Array.isArray(pieces) ? (pieces as unknown[]) : [];
  if (typeof left !== 'string' || typeof right !== 'string' || rest.length > 0) {
    const shown = Array.isArray(pieces) && pieces.every((piece) => typeof piece === 'string');
    throw bad(
      `${where}: ${quoted(shown ? pieces.join(' ') : pieces)} is not two pieces with a space between them`,
    );
  }
  const unknown = [left, right, left + right].find((piece) => !vocab.has(piece));
  if (unknown !== undefined) throw bad(`${where}: vocab.json has no ${quoted(unknown)}`);
  return [left, right];
}

function readText(path: string): string | undefined {
  try {
    const bytes = readRegularFile(path, MAX_MERGES_BYTES);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TooLarge) throw bad(`${path} is larger than any CLIP tokenizer's`);
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw new CheckpointError(`cannot read ${path}: ${messageOf(error)}`, {
      code: 'UNREADABLE_CHECKPOINT',
      cause: error,
    });
  }
}

function bad(message: string): CheckpointError {
  return new CheckpointError(message, {
    code: 'BAD_TOKENIZER',
    hint: "take the files of one checkpoint's tokenizer together",
  });
}
