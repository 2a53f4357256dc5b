import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
    return `${JSON.stringify(sorted(this.to_dict()), null, 2)}\n`;
  }

  /** Writes config.json into a folder, which is made if it is not there. */
  save_pretrained(folder: string): void {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'config.json'), this.to_json_string());
  }

  /** For constructors, once the defaults are in place. */
  protected assign(settings: JsonDict): void {
    for (const [name, value] of Object.entries(settings)) {
      if (value !== undefined && name !== 'model_type') Object.assign(this, { [name]: value });
    }
  }
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
