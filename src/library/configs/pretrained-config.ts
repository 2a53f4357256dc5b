import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireJsonFile } from '../../xclip/json-file.js';
import { badOption, requireObject, requireString, shown } from '../arguments.js';
import { resolveFolder, splitAnySettings } from '../find-checkpoint.js';
import type { PretrainedOptions } from '../pretrained.js';
import { sortedJson } from '../sorted-json.js';

export type JsonDict = Readonly<Record<string, unknown>>;

/** Settings by name; names that a class does not know are kept too, as in transformers. */
export type ConfigInit<F> = Partial<F> & JsonDict;

/** transformers' PretrainedConfig: what X-CLIP's three configurations share. */
export abstract class PretrainedConfig {
  /** what `output_hidden_states` is in calls that leave it out */
  output_hidden_states = false;
  /** what `output_attentions` is in calls that leave it out */
  output_attentions = false;
  /** what `return_dict` is in calls that leave it out */
  return_dict = true;

  abstract readonly model_type: string;

  /** All settings as plain JSON values, with `model_type`: what config.json holds. */
  to_dict(): Record<string, unknown> {
    return JSON.parse(JSON.stringify(this)) as Record<string, unknown>;
  }

  /** `to_dict()` as text, keys sorted, as transformers writes it. */
  to_json_string(): string {
    return sortedJson(this.to_dict());
  }

  /** Writes config.json into a folder, which is made if it is not there. */
  save_pretrained(folder: string): void {
    mkdirSync(requireString(folder, 'folder'), { recursive: true });
    writeFileSync(join(folder, 'config.json'), this.to_json_string());
  }

  /**
   * For constructors, once the defaults are in place.
   * @throws XclipError BAD_OPTION for a value of another kind than its default's
   */
  protected assign(settings: JsonDict): void {
    const defaults = new Map(Object.entries(this));
    for (const [name, value] of Object.entries(requireObject(settings, this.constructor.name))) {
      if (value === undefined || name === 'model_type') continue;
      if (!OPEN.test(name)) requireKind(name, value, defaults.get(name));
      Object.assign(this, { [name]: value });
    }
  }
}

/** What may be of several kinds: ids may be null, sizes lists. */
const OPEN = /_token_id$|^(image|patch)_size$/;

function requireKind(name: string, value: unknown, byDefault: unknown): void {
  const isPlain = ['number', 'string', 'boolean'].includes(typeof byDefault);
  if (!isPlain || typeof value === typeof byDefault) return;
  throw badOption(`${name} is ${shown(value)}, but must be a ${typeof byDefault}`);
}

/** A folder's config.json, and what the caller says in its place. */
export async function readConfig(
  id: string,
  options: PretrainedOptions & JsonDict,
): Promise<{ json: JsonDict; settings: JsonDict }> {
  const { where, settings } = splitAnySettings(options);
  const folder = await resolveFolder(id, where, ['config.json']);
  return {
    json: requireJsonFile(folder, 'config.json'),
    settings: requireObject(settings, 'from_pretrained'),
  };
}

/** @throws XclipError BAD_OPTION for what the configuration has not */
export function overridden(config: PretrainedConfig, settings: JsonDict): JsonDict {
  const stranger = Object.keys(settings).find((name) => !(name in config) || name === 'model_type');
  if (stranger !== undefined) {
    throw badOption(`${config.constructor.name} has no setting ${shown(stranger)}`, 'correct its name');
  }
  return settings;
}

/** A tower's part of a whole configuration, or a configuration that is a tower's own. */
export function towerPart(json: JsonDict, tower: 'text' | 'vision'): JsonDict {
  const part = json[`${tower}_config_dict`] ?? json[`${tower}_config`];
  if (part !== undefined && part !== null) return part as JsonDict;
  return json.model_type === `xclip_${tower}_model` ? json : {};
}
