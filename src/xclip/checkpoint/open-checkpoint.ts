import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointError } from '../../errors.js';
import { Checkpoint } from './checkpoint.js';
import { readSafetensorsIndex } from './safetensors.js';
import { readShards } from './shards.js';
import type { StoredTensor } from './stored-tensor.js';
import { readTorchIndex } from './torch-zip.js';

interface WeightsForm {
  name: string;
  read: (folder: string, name: string) => StoredTensor[];
}

/** Best first, as transformers looks for them: a folder often holds the same weights twice. */
const FORMS: readonly WeightsForm[] = [
  { name: 'model.safetensors', read: (folder, name) => readSafetensorsIndex(join(folder, name)) },
  {
    name: 'model.safetensors.index.json',
    read: (folder, name) => readShards(folder, name, readSafetensorsIndex),
  },
  { name: 'pytorch_model.bin', read: (folder, name) => readTorchIndex(join(folder, name)) },
  { name: 'pytorch_model.bin.index.json', read: (folder, name) => readShards(folder, name, readTorchIndex) },
];

/**
 * The weights of a checkpoint folder.
 * @throws CheckpointError MISSING_FILE if it has none; what its weights' reader throws
 */
export function openCheckpoint(folder: string): Checkpoint {
  const form = FORMS.find(({ name }) => existsSync(join(folder, name)));
  if (form !== undefined) return new Checkpoint(form.read(folder, form.name));
  throw new CheckpointError(`${folder} has no weights: no ${FORMS.map(({ name }) => name).join(', no ')}`, {
    code: 'MISSING_FILE',
    hint: 'a checkpoint folder holds config.json, preprocessor_config.json, a tokenizer and weights (model.safetensors or pytorch_model.bin)',
  });
}
