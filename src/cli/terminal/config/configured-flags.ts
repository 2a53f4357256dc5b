import { dirname, isAbsolute, join } from 'node:path';
import { quoted, shortened } from '../../../quoted.js';
import type { FlagShapes } from '../last-of-repeated.js';
import { nearest } from '../nearest.js';
import { badConfig, isObject, type ConfigFile } from './config-file.js';

/** What a config file says of a command's flags. */
export interface ConfiguredFlags {
  /** as they would be typed, to stand before what is typed */
  words: string[];
  /** where each flag's value comes from: `config` or `preset NAME` */
  sources: Map<string, string>;
}

export interface ConfigContext {
  command: string;
  /** of the command */
  flags: FlagShapes;
  /** of every command that there is */
  flagsOfAll: ReadonlyMap<string, FlagShapes>;
  /** called on the command line: the last one wins */
  presets: readonly string[];
  /** what is typed, which wins */
  typed: ReadonlySet<string>;
}

/** Where the file is, what of it applies and what a command does: not for a file to say. */
const ONLY_TYPED = ['config', 'no-config', 'preset', 'print-config', 'json', 'debug', 'help', 'version'];

/** Flags whose values are files, which a config file names from its own folder on. */
const FILE_FLAGS = new Set(['labels', 'background', 'examples', 'files-from', 'check', 'output', 'root']);

/**
 * A command's part of a config file: for all commands < for this one < presets < what is typed.
 * @throws UsageError BAD_SETTINGS for a name or a value that nothing can take, in a part for another command too
 */
export function configuredFlags(file: ConfigFile, context: ConfigContext): ConfiguredFlags {
  const { command, presets, flagsOfAll } = context;
  const { presets: named = {}, ...rest } = file.content;
  const sections = Object.entries(rest).filter(([name]) => flagsOfAll.has(name));
  const general = Object.fromEntries(Object.entries(rest).filter(([name]) => !flagsOfAll.has(name)));
  if (!isObject(named)) throw badConfig(file.path, 'has "presets" that are no object');
  const check = (settings: unknown, where: string, of?: string): Record<string, unknown> =>
    checked(settings, { file, where, flagsOfAll, of });
  check(general, 'for all commands');
  for (const [name, settings] of sections) check(settings, `under "${name}"`, name);
  for (const [name, settings] of Object.entries(named)) check(settings, `under the preset ${quoted(name)}`);
  const layers: [string, unknown][] = [
    ['config', general],
    ['config', rest[command] ?? {}],
    ...presets.map((name): [string, unknown] => [`preset ${name}`, presetOf(file, named, name)]),
  ];
  return toWords(layers, file, context);
}

function presetOf({ path }: ConfigFile, named: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(named, name)) return named[name];
  const all = Object.keys(named);
  const hint = all.length === 0 ? undefined : `it has ${all.map((preset) => shortened(preset)).join(', ')}`;
  throw badConfig(path, `has no preset ${quoted(name)}`, undefined, hint);
}

function toWords(
  layers: readonly [string, unknown][],
  file: ConfigFile,
  { flags, typed }: ConfigContext,
): ConfiguredFlags {
  const values = new Map<string, unknown>();
  const sources = new Map<string, string>();
  for (const [source, settings] of layers) {
    for (const [name, value] of Object.entries(settings as Record<string, unknown>)) {
      const shape = flags[name];
      const isInTheWay = typed.has(name) || shape?.exclusive?.some((other) => typed.has(String(other)));
      // What this command has no flag for is for others.
      if (shape === undefined || isInTheWay === true) continue;
      values.set(name, value);
      sources.set(name, source);
    }
  }
  const words = [...values].flatMap(([name, value]) => wordsOf(name, value, flags[name], file));
  return { words, sources };
}

function wordsOf(
  name: string,
  value: unknown,
  shape: FlagShapes[string] | undefined,
  file: ConfigFile,
): string[] {
  if (typeof value !== 'boolean') {
    const values: unknown[] = Array.isArray(value) ? value : [value];
    return values.map((each) => `--${name}=${fromFolder(name, String(each), dirname(file.path))}`);
  }
  if (value) return [`--${name}`];
  return shape?.allowNo === true ? [`--no-${name}`] : [];
}

function fromFolder(name: string, value: string, folder: string): string {
  if (name === 'model' || name === 'ffmpeg') return /^\.\.?\//.test(value) ? join(folder, value) : value;
  if (!FILE_FLAGS.has(name) || value === '-') return value;
  const [, set = '', path = value] =
    (name === 'labels' ? /^([\p{L}\p{N}_-]+=)(.+)$/u.exec(value) : null) ?? [];
  return set + (isAbsolute(path) ? path : join(folder, path));
}

interface CheckContext {
  file: ConfigFile;
  where: string;
  flagsOfAll: ReadonlyMap<string, FlagShapes>;
  /** the command whose settings they are; any if undefined */
  of?: string | undefined;
}

function checked(settings: unknown, { file, where, flagsOfAll, of }: CheckContext): Record<string, unknown> {
  if (!isObject(settings)) throw badConfig(file.path, `${where} has no object of settings`);
  const shapes = of === undefined ? [...flagsOfAll.values()] : [flagsOfAll.get(of) ?? {}];
  for (const [name, value] of Object.entries(settings)) {
    const shape = shapes.find((flags) => Object.hasOwn(flags, name))?.[name];
    if (shape === undefined || ONLY_TYPED.includes(name)) throw unknownSetting(name, { file, where, shapes });
    if (!canTake(shape, value)) {
      const wanted =
        shape.type === 'boolean'
          ? 'true or false'
          : `text or a number${shape.multiple === true ? ', or a list of them' : ''}`;
      throw badConfig(
        file.path,
        `sets ${quoted(name)} ${where} to ${shortened(JSON.stringify(value))}, but it takes ${wanted}`,
      );
    }
  }
  return settings;
}

function canTake({ type, multiple }: FlagShapes[string], value: unknown): boolean {
  if (type === 'boolean') return typeof value === 'boolean';
  const isOne = (each: unknown): boolean => typeof each === 'string' || typeof each === 'number';
  return isOne(value) || (multiple === true && Array.isArray(value) && value.every(isOne));
}

function unknownSetting(
  name: string,
  { file, where, shapes }: { file: ConfigFile; where: string; shapes: readonly FlagShapes[] },
): Error {
  const names = [...new Set(shapes.flatMap((flags) => Object.keys(flags)))];
  const meant = nearest(
    name,
    names.filter((flag) => !ONLY_TYPED.includes(flag)),
  );
  const problem = ONLY_TYPED.includes(name) ? 'which only a command line can say' : 'which is no flag';
  return badConfig(
    file.path,
    `has ${quoted(name)} ${where}, ${problem}`,
    undefined,
    meant === undefined ? undefined : `did you mean ${quoted(meant)}?`,
  );
}
