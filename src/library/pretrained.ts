import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../errors.js';
import { resolveCheckpoint, type ResolveOptions } from '../hub/resolve-checkpoint.js';
import { checkOptions, requireObject, requireString, type OptionRules } from './arguments.js';

/** How `from_pretrained` finds a checkpoint. */
export interface PretrainedOptions extends Pick<
  ResolveOptions,
  'revision' | 'offline' | 'refresh' | 'onProgress' | 'onNotice' | 'signal'
> {
  /** The same as `offline`, under transformers' name. */
  local_files_only?: boolean | undefined;
}

/** What models run on: more is to come. */
export type Device = 'cpu';
const DEVICES: readonly Device[] = ['cpu'];

/** What models compute in: more is to come. */
export type Precision = 'fp32';
const PRECISIONS: readonly Precision[] = ['fp32'];

/**
 * What a text token gets that may look at nothing, such as padding before the text: nothing at all (`sdpa`, the
 * reference's default), or the mean over all tokens (`eager`). No other result depends on it.
 */
export type AttentionImplementation = 'sdpa' | 'eager';

/** How `from_pretrained` opens a model. */
export interface ModelOptions extends PretrainedOptions {
  /** `cpu` if undefined */
  device?: Device | undefined;
  /** `fp32` if undefined; the weights' own type does not matter */
  precision?: Precision | undefined;
  /** cores for inference; all if undefined */
  threads?: number | undefined;
  /** `sdpa` if undefined */
  attn_implementation?: AttentionImplementation | undefined;
}

/**
 * The folder of a checkpoint, downloaded into the Hub's cache if it is not on this machine.
 * @param id a folder, a bundled model's name or a Hub id
 * @param files a folder that holds one of these is enough, though it be no whole checkpoint
 * @throws CheckpointError if it cannot be had
 */
export async function resolveFolder(
  id: string,
  options: PretrainedOptions,
  files: readonly string[] = [],
): Promise<string> {
  requireString(id, 'the model');
  if (files.some((file) => existsSync(join(id, file)))) return resolve(id);
  const { local_files_only: localOnly, ...rest } = options;
  const offline = rest.offline ?? localOnly;
  const { folder } = await resolveCheckpoint({ ...rest, offline, model: id });
  return folder;
}

/** What `from_pretrained` takes to find a checkpoint. */
const WHERE_RULES: OptionRules = {
  revision: ['string'],
  offline: ['boolean'],
  local_files_only: ['boolean'],
  refresh: ['boolean'],
  onProgress: [],
  onNotice: [],
  signal: [],
};

/**
 * Options of `from_pretrained`: where the checkpoint is, and what else its class takes.
 * @throws XclipError BAD_OPTION for an option that is neither
 */
export function splitPretrained<S>(
  options: PretrainedOptions & S,
  rules: OptionRules,
  where: string,
): { where: PretrainedOptions; settings: S } {
  checkOptions(options, { ...rules, ...WHERE_RULES }, where);
  const entries = Object.entries(options);
  return {
    where: Object.fromEntries(entries.filter(([name]) => name in WHERE_RULES)),
    settings: Object.fromEntries(entries.filter(([name]) => !(name in WHERE_RULES))) as S,
  };
}

/** The same for a class whose settings are not known by name. */
export function splitAnySettings<S>(options: PretrainedOptions & S): {
  where: PretrainedOptions;
  settings: S;
} {
  const names = Object.keys(requireObject(options, 'from_pretrained'));
  return splitPretrained(options, Object.fromEntries(names.map((name) => [name, []])), 'from_pretrained');
}

export const MODEL_RULES: OptionRules = {
  device: ['string'],
  precision: ['string'],
  threads: ['number'],
  attn_implementation: [{ is: 'sdpa' }, { is: 'eager' }],
};

/** @throws UsageError UNKNOWN_DEVICE, UNKNOWN_PRECISION */
export function requireSupported({ device = 'cpu', precision = 'fp32' }: ModelOptions): void {
  requireOneOf('device', device, DEVICES);
  requireOneOf('precision', precision, PRECISIONS);
}

/** @throws UsageError UNKNOWN_… naming the option and what it may be */
export function requireOneOf(option: string, value: string, supported: readonly string[]): void {
  if (supported.includes(value)) return;
  throw new UsageError(`${option} '${value}' is not supported`, {
    code: `UNKNOWN_${option.toUpperCase()}`,
    hint: `use '${supported.join("' or '")}'`,
  });
}
