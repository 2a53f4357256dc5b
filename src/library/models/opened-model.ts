import { XclipError } from '../../errors.js';
import type { Checkpoint } from '../../xclip/checkpoint/checkpoint.js';
import { openCheckpoint } from '../../xclip/checkpoint/open-checkpoint.js';
import { parseConfig, type XclipConfig } from '../../xclip/config.js';
import { requireJsonFile, type JsonObject } from '../../xclip/json-file.js';
import { TowerGraphs } from './tower-graphs.js';
import {
  requireSupported,
  resolveFolder,
  type AttentionImplementation,
  type ModelOptions,
} from '../pretrained.js';

/** A checkpoint that a model class can run. */
export interface OpenedModel {
  json: JsonObject;
  config: XclipConfig;
  checkpoint: Checkpoint;
  graphs: TowerGraphs;
  attention: AttentionImplementation;
}

/** @throws UsageError for options, CheckpointError for what is missing, broken or does not fit */
export async function openModel(id: string, options: ModelOptions): Promise<OpenedModel> {
  requireSupported(options);
  const { device: _device, precision: _precision, threads, attn_implementation, ...rest } = options;
  const folder = await resolveFolder(id, rest);
  const json = requireJsonFile(folder, 'config.json');
  const config = parseConfig(json);
  const checkpoint = openCheckpoint(folder);
  return {
    json,
    config,
    checkpoint,
    graphs: new TowerGraphs(checkpoint, threads),
    attention: attn_implementation ?? 'sdpa',
  };
}

/** Where Python would compute with random weights. */
export function noWeights(className: string): XclipError {
  return new XclipError(`this ${className} was made from a configuration alone and has no weights`, {
    code: 'NO_WEIGHTS',
    hint: `open a checkpoint with ${className}.from_pretrained`,
  });
}
