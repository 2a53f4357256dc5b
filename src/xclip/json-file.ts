import { join } from 'node:path';
import { CheckpointError, messageOf, systemCodeOf } from '../errors.js';
import { readRegularFile, TooLarge } from '../files/read-regular-file.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * A JSON object of a checkpoint's folder, or undefined if there is no such file.
 * @throws CheckpointError BROKEN_CHECKPOINT if it is not JSON, too large, or not an object; UNREADABLE_CHECKPOINT if it
 * cannot be read, or is a FIFO, a device or a folder
 */
export function readJsonFile(folder: string, name: string): JsonObject | undefined {
  const path = join(folder, name);
  let text: string;
  try {
    text = readRegularFile(path).toString('utf8');
  } catch (error) {
    if (error instanceof TooLarge) {
      throw new CheckpointError(`${path} is larger than any ${name} of an X-CLIP checkpoint`, {
        code: 'BROKEN_CHECKPOINT',
        cause: error,
      });
    }
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw new CheckpointError(`cannot read ${path}: ${messageOf(error)}`, {
      code: 'UNREADABLE_CHECKPOINT',
      cause: error,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CheckpointError(`${path} is not JSON: ${messageOf(error)}`, {
      code: 'BROKEN_CHECKPOINT',
      hint: 'download it again',
      cause: error,
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CheckpointError(`${path} is not a JSON object`, { code: 'BROKEN_CHECKPOINT' });
  }
  return value as JsonObject;
}

/** The same, for a file that must be there. */
export function requireJsonFile(folder: string, name: string): JsonObject {
  const json = readJsonFile(folder, name);
  if (json !== undefined) return json;
  throw new CheckpointError(`${folder} has no ${name}`, {
    code: 'MISSING_FILE',
    hint: 'a checkpoint folder holds config.json, preprocessor_config.json, a tokenizer and weights (model.safetensors or pytorch_model.bin)',
  });
}
