import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointError } from '../../errors.js';
import { Checkpoint } from './checkpoint.js';
import { readSafetensorsIndex } from './safetensors.js';

/** The weights of a checkpoint folder. */
export function openCheckpoint(folder: string): Checkpoint {
  const single = join(folder, 'model.safetensors');
  if (existsSync(single)) return new Checkpoint(readSafetensorsIndex(single));
  throw new CheckpointError(`${folder} has no model.safetensors`, {
    code: 'MISSING_FILE',
    hint: 'a checkpoint folder holds config.json, model.safetensors, tokenizer.json and preprocessor_config.json',
  });
}
