/**
 * The tokenizer.json that transformers (5.23, CLIPTokenizer) makes of vocab.json and merges.txt, for folders that hold
 * only these.
 */
import { join } from 'node:path';
import { CheckpointError, messageOf, systemCodeOf } from '../../errors.js';
import { readRegularFile, TooLarge } from '../../files/read-regular-file.js';
import { collectTokens, type AddedToken, type SpecialTokens } from './added-tokens.js';
import { readJsonFile, type JsonObject } from '../json-file.js';
import { quoted } from '../../quoted.js';

/** CLIP's has 49,408 entries, and as many merges in 0.5 MB. */
const MAX_VOCAB_SIZE = 1_000_000;
const MAX_MERGES_BYTES = 16 * 1024 * 1024;
const MAX_ADDED_TOKENS = 10_000;

const PATTERN =
  "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

type Vocabulary = ReadonlyMap<string, number>;

/** @throws CheckpointError MISSING_FILE if the folder lacks either file; BAD_TOKENIZER if they are malformed */
export function readSlowTokenizer(folder: string): JsonObject {
  const vocabJson = readJsonFile(folder, 'vocab.json');
  const mergesText = readText(join(folder, 'merges.txt'));
  if (vocabJson === undefined || mergesText === undefined) {
    const missing = vocabJson === undefined ? 'vocab.json' : 'merges.txt';
    throw new CheckpointError(`${folder} has no tokenizer: no tokenizer.json, and no ${missing}`, {
      code: 'MISSING_FILE',
      hint: 'it needs tokenizer.json, or vocab.json and merges.txt',
    });
  }
  const config = readJsonFile(folder, 'tokenizer_config.json') ?? {};
  refuseOtherClass(config.tokenizer_class, folder);
  const vocab = parseVocab(vocabJson, join(folder, 'vocab.json'));
  const merges = parseMerges(mergesText, vocab, join(folder, 'merges.txt'));
  const tokens = collectTokens({
    config,
    specialTokens: readJsonFile(folder, 'special_tokens_map.json') ?? {},
    addedTokens: readJsonFile(folder, 'added_tokens.json') ?? {},
  });
  return clipTokenizerJson(vocab, merges, tokens);
}

function clipTokenizerJson(
  vocab: Vocabulary,
  merges: readonly [string, string][],
  { named, added }: SpecialTokens,
): JsonObject {
  if (added.length > MAX_ADDED_TOKENS) throw bad(`the tokenizer adds ${added.length} tokens`);
  let nextId = vocab.size;
  const addedTokens: AddedToken[] = added
    .filter(({ content }) => content !== '')
    .map((token) => ({ ...token, id: vocab.get(token.content) ?? nextId++ }));
  const idOf = (name: string): [string, number] => {
    const token = addedTokens.find(({ content }) => content === named.get(name));
    if (token !== undefined) return [token.content, token.id];
    throw bad(`the tokenizer has no ${name}`);
  };
  return {
    version: '1.0',
    added_tokens: addedTokens.sort((a, b) => a.id - b.id),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: PATTERN }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: {
      type: 'RobertaProcessing',
      sep: idOf('eos_token'),
      cls: idOf('bos_token'),
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      unk_token: named.get('unk_token') ?? null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(vocab),
      merges,
    },
  };
}

function refuseOtherClass(name: unknown, folder: string): void {
  if (typeof name !== 'string' || /^CLIPTokenizer(Fast)?$/.test(name)) return;
  throw bad(`${folder} asks for the tokenizer ${JSON.stringify(name.slice(0, 100))}, not for CLIPTokenizer`);
}

function parseVocab(json: JsonObject, path: string): Vocabulary {
  const entries = Object.entries(json);
  if (entries.length > MAX_VOCAB_SIZE) throw bad(`${path} has ${entries.length} entries`);
  const vocab = new Map<string, number>();
  for (const [token, id] of entries) {
    // The reference skips what is no number, too.
    if (typeof id !== 'number') continue;
    if (!Number.isSafeInteger(id) || id < 0) throw bad(`${path} gives ${quoted(token)} the id ${id}`);
    vocab.set(token, id);
  }
  return vocab;
}

/** Two pieces a line, the most frequent pair first. */
function parseMerges(text: string, vocab: Vocabulary, path: string): [string, string][] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines.flatMap((line, i) => {
    if (line.startsWith('#version')) return [];
    const [left, right, ...rest] = line.split(' ');
    const where = `${path}, line ${i + 1}`;
    if (left === undefined || right === undefined || rest.length > 0) {
      throw bad(
        `${where}: ${JSON.stringify(line.slice(0, 100))} is not two pieces with a space between them`,
      );
    }
    const unknown = [left, right, left + right].find((piece) => !vocab.has(piece));
    if (unknown !== undefined) {
      throw bad(`${where}: vocab.json has no ${JSON.stringify(unknown.slice(0, 100))}`);
    }
    return [[left, right]];
  });
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
