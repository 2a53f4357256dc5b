import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readRegularFile } from '../../files/read-regular-file.js';
import type { Settings } from '../../output/journal/journal-format.js';
import type { Engine } from '../../pipeline/engine.js';

/** What of a checkpoint beside its weights decides over results. */
const MODEL_FILES = [
  'config.json',
  'preprocessor_config.json',
  'processor_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'merges.txt',
];

/**
 * What decides over the results of every command but for the weights, and a command's own.
 * @param own without meaning where undefined
 */
export function engineSettings(
  { checkpoint, device, model, decoder: { engine, version: decoderVersion, hwaccel } }: Engine,
  version: string,
  own: Record<string, unknown>,
): Settings {
  const settings = {
    tool: version,
    'model files': hashFiles(checkpoint.folder),
    device: device.name,
    precision: model.precision,
    decoder: { engine, version: decoderVersion, hwaccel },
    ...own,
  };
  // As it will be read again: without what is undefined.
  return JSON.parse(JSON.stringify(settings)) as Settings;
}

function hashFiles(folder: string): Record<string, string> {
  return Object.fromEntries(
    MODEL_FILES.filter((name) => isFile(join(folder, name))).map((name) => [
      name,
      createHash('sha256')
        .update(readRegularFile(join(folder, name)))
        .digest('hex')
        .slice(0, 16),
    ]),
  );
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
