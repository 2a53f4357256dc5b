import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../errors.js';
import { resolveCheckpoint, type ResolveOptions } from '../hub/resolve-checkpoint.js';
import { badOption, checkOptions, requireObject, requireString, type OptionRules } from './arguments.js';

import type { Device, ModelOptions, Precision, PretrainedOptions } from './pretrained.js';

const DEVICES: readonly Device[] = ['cpu'];
const PRECISIONS: readonly Precision[] = ['fp32'];

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
  const { folder } = await resolveCheckpoint({ ...resolveOptions(options), model: id });
  return folder;
}

/** The same under the names that the Hub's client has. */
export function resolveOptions({
  local_files_only: localOnly,
  signal,
  ...options
}: PretrainedOptions): Omit<ResolveOptions, 'model'> {
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw badOption('signal must be an AbortSignal');
  return { ...options, offline: options.offline ?? localOnly, signal };
}

/** What `from_pretrained` takes to find a checkpoint. */
export const WHERE_RULES: OptionRules = {
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
