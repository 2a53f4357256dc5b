import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { messageOf, UsageError } from '../../../errors.js';
import { readRegularFile } from '../../../files/read-regular-file.js';

export const CONFIG_NAME = 'xclip.config.json';

/** Nobody writes so many settings by hand. */
const MOST_BYTES = 1024 * 1024;

/** A config file: flags for all commands, for one (`"tag": {…}`), and under names to be called by (`"presets": {…}`). */
export interface ConfigFile {
  path: string;
  content: Readonly<Record<string, unknown>>;
}

/**
 * @param named `--config`; the nearest one from `folder` upward if undefined
 * @returns undefined where there is none
 * @throws UsageError BAD_SETTINGS
 */
export function findConfig(named: string | undefined, folder: string): ConfigFile | undefined {
  const path = named ?? nearestConfig(resolve(folder));
  return path === undefined ? undefined : { path, content: readConfig(path) };
}

function nearestConfig(folder: string): string | undefined {
  const here = join(folder, CONFIG_NAME);
  if (existsSync(here)) return here;
  const above = dirname(folder);
  return above === folder ? undefined : nearestConfig(above);
}

function readConfig(path: string): Record<string, unknown> {
  let content: unknown;
  try {
    const bytes = readRegularFile(path, MOST_BYTES);
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw badConfig(path, `cannot be read: ${messageOf(error)}`, error);
  }
  if (!isObject(content)) throw badConfig(path, 'is not a JSON object');
  return content;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function badConfig(path: string, problem: string, cause?: unknown, hint?: string): UsageError {
  return new UsageError(`${path} ${problem}`, {
    code: 'BAD_SETTINGS',
    hint: hint ?? 'docs/CONFIG.md has an example; --no-config does without',
    cause,
  });
}
