import { join } from 'node:path';
import { CheckpointError, messageOf } from '../errors.js';
import { readRegularFile } from '../files/read-regular-file.js';
import { quoted } from '../quoted.js';

/** The indexes of sharded weights. */
const SHARD_INDEXES = ['model.safetensors.index.json', 'pytorch_model.bin.index.json'];

const CONFIG = 'config.json';
const PREPROCESSOR = 'preprocessor_config.json';
const TOKENIZERS = [['tokenizer.json'], ['vocab.json', 'merges.txt']];
// Best first. A repository often holds the same weights twice, and only one of the copies is worth its download.
const WEIGHTS = [
  ['model.safetensors'],
  ['model.safetensors.index.json'],
  ['pytorch_model.bin'],
  ['pytorch_model.bin.index.json'],
];
// transformers 5 saves the image processor's settings in the last one alone.
const EXTRAS = [
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'processor_config.json',
];

/** Every file that a choice may hang on. */
export const TELLING_FILES = [CONFIG, PREPROCESSOR, ...TOKENIZERS.flat(), ...WEIGHTS.flat()];

/** Files that a checkpoint may well lack; that one is missing must be remembered, or it is looked for in every run. */
export const OPTIONAL_FILES = [PREPROCESSOR];

/** The weights' file that would be used: one of `names`, or undefined if there are none. */
function firstComplete(
  choices: readonly (readonly string[])[],
  has: (name: string) => boolean,
): readonly string[] | undefined {
  return choices.find((names) => names.every(has));
}

/**
 * The files of a repository that the tool needs, small ones first; shards are known only from their index.
 * Throws CheckpointError CHECKPOINT_INCOMPLETE when the config, the tokenizer or the weights are not there.
 */
export function chooseFiles(id: string, has: (name: string) => boolean): string[] {
  const tokenizer = firstComplete(TOKENIZERS, has);
  const weights = firstComplete(WEIGHTS, has);
  if (!has(CONFIG) || tokenizer === undefined || weights === undefined) {
    throw new CheckpointError(
      `${id} is not a checkpoint this tool can load: no ${missingFiles(has).join(', no ')}`,
      {
        code: 'CHECKPOINT_INCOMPLETE',
        hint: 'it needs config.json, tokenizer.json (or vocab.json and merges.txt), and model.safetensors or pytorch_model.bin',
      },
    );
  }
  return [CONFIG, ...[PREPROCESSOR, ...EXTRAS].filter(has), ...tokenizer, ...weights];
}

/** What a copy of a checkpoint lacks, by name; the preferred name where there is a choice. */
export function missingFiles(has: (name: string) => boolean): string[] {
  const missing = [CONFIG, PREPROCESSOR].filter((name) => !has(name));
  if (firstComplete(TOKENIZERS, has) === undefined) missing.push('tokenizer.json');
  if (firstComplete(WEIGHTS, has) === undefined) missing.push('model.safetensors');
  return missing;
}

/** The index of the weights, if they are spread over the files that it names. */
export function shardIndexOf(has: (name: string) => boolean): string | undefined {
  return SHARD_INDEXES.find((name) => name === firstComplete(WEIGHTS, has)?.[0]);
}

/** Names become paths: a regular file beside the index, or nothing. */
const SHARD_NAME = /^\w[\w.-]{0,200}\.(safetensors|bin)$/;

/**
 * The shards that the index in a folder names.
 * Throws CheckpointError UNREADABLE_CHECKPOINT, and what shardNames throws.
 */
export function readShardNames(id: string, folder: string, indexName: string): string[] {
  const path = join(folder, indexName);
  let text: string;
  try {
    text = readRegularFile(path).toString('utf8');
  } catch (error) {
    throw new CheckpointError(`cannot read ${path}: ${messageOf(error)}`, {
      code: 'UNREADABLE_CHECKPOINT',
      cause: error,
    });
  }
  return shardNames(id, indexName, text);
}

/**
 * The shards that an index (its name, its JSON text) names, without repeats.
 * Throws CheckpointError BAD_SHARD_INDEX when it is malformed or names anything but a regular file of weights.
 */
export function shardNames(id: string, indexName: string, indexText: string): string[] {
  let shards: unknown[];
  try {
    const index: unknown = JSON.parse(indexText);
    const map = typeof index === 'object' && index !== null && 'weight_map' in index ? index.weight_map : {};
    shards = [...new Set(Object.values(map ?? {}) as unknown[])];
  } catch (error) {
    throw badIndex(id, indexName, messageOf(error));
  }
  if (shards.length === 0) throw badIndex(id, indexName, 'it names no file');
  return shards.map((name) => {
    if (typeof name === 'string' && SHARD_NAME.test(name)) return name;
    throw badIndex(id, indexName, `it names ${quoted(name)}, not a file of weights beside it`);
  });
}

function badIndex(id: string, indexName: string, problem: string): CheckpointError {
  return new CheckpointError(`${indexName} of ${id}: ${problem}`, {
    code: 'BAD_SHARD_INDEX',
    hint: 'the repository is broken: try another revision or another model',
  });
}
