import { XclipError } from '../../errors.js';
import type { Checkpoint } from '../../xclip/checkpoint/checkpoint.js';
import { openCheckpoint } from '../../xclip/checkpoint/open-checkpoint.js';
import { parseConfig, type XclipConfig } from '../../xclip/config.js';
import { requireJsonFile, type JsonObject } from '../../xclip/json-file.js';
import { badOption, shown } from '../arguments.js';
import { TowerGraphs } from './tower-graphs.js';
import { MODEL_RULES, requireSupported, resolveFolder, splitPretrained } from '../find-checkpoint.js';
import type { AttentionImplementation, ModelOptions } from '../pretrained.js';

interface OpenedParts {
  json: JsonObject;
  config: XclipConfig;
  checkpoint: Checkpoint;
  graphs: TowerGraphs;
  attention: AttentionImplementation;
}

/** A checkpoint that a model class can run. A class, so that its types are none of the model classes' own. */
export class OpenedModel implements OpenedParts {
  readonly json: JsonObject;
  readonly config: XclipConfig;
  readonly checkpoint: Checkpoint;
  readonly graphs: TowerGraphs;
  readonly attention: AttentionImplementation;

  constructor(parts: OpenedParts) {
    this.json = parts.json;
    this.config = parts.config;
    this.checkpoint = parts.checkpoint;
    this.graphs = parts.graphs;
    this.attention = parts.attention;
  }
}

/** @throws UsageError for options, CheckpointError for what is missing, broken or does not fit */
export async function openModel(
  id: string,
  options: ModelOptions,
  tower?: 'text' | 'vision',
): Promise<OpenedModel> {
  const { where, settings } = splitPretrained(options, MODEL_RULES, 'from_pretrained');
  requireSupported(settings);
  const { threads, attn_implementation } = settings;
  const folder = await resolveFolder(id, where);
  const json = requireJsonFile(folder, 'config.json');
  const isAlone = tower !== undefined && json.model_type === `xclip_${tower}_model`;
  const config = parseConfig(isAlone ? wholeOf(json, tower) : json);
  const stored = openCheckpoint(folder);
  // transformers 5 leaves out the tower's name, older versions did not.
  const prefix = `${tower}_model.`;
  const isShort = isAlone && !stored.names.some((name) => name.startsWith(prefix));
  const checkpoint = isShort ? stored.renamed((name) => prefix + name) : stored;
  return new OpenedModel({
    json,
    config,
    checkpoint,
    graphs: new TowerGraphs(checkpoint, threads),
    attention: attn_implementation ?? 'sdpa',
  });
}

/** A configuration around a tower that was saved alone; the rest of it is asked for nothing. */
function wholeOf(json: JsonObject, tower: 'text' | 'vision'): JsonObject {
  if (tower === 'text') return { model_type: 'xclip', text_config: json };
  const projection_dim = json.mit_hidden_size ?? 512;
  return { model_type: 'xclip', vision_config: json, projection_dim, prompt_num_attention_heads: 1 };
}

/** @throws XclipError BAD_OPTION for what is no such configuration */
export function requireConfig<C extends object>(config: C, kind: new () => C): C {
  if ((config as unknown) instanceof kind) return config;
  throw badOption(`a model takes an ${kind.name}, not ${shown(config)}`);
}

/** Where Python would compute with random weights. */
export function noWeights(className: string): XclipError {
  return new XclipError(`this ${className} was made from a configuration alone and has no weights`, {
    code: 'NO_WEIGHTS',
    hint: `open a checkpoint with ${className}.from_pretrained`,
  });
}
