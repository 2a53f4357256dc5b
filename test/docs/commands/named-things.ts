import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ROOT } from '../../support/fixtures.js';
import { GONE } from './not-run.js';
import { wordsOf } from './shell-lines.js';

interface Flag {
  type: 'option' | 'boolean';
  options?: string[];
  allowNo?: boolean;
  char?: string;
}

const { commands } = JSON.parse(readFileSync(join(ROOT, 'oclif.manifest.json'), 'utf8')) as {
  commands: Record<string, { flags: Record<string, Flag> }>;
};
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** oclif's own, which stand in no command's list. */
const EVERYWHERE = ['--help', '-h', '--version', '-V'];

/** A flag of any of our commands. */
export function isFlag(name: string): boolean {
  return EVERYWHERE.includes(name) || Object.values(commands).some(({ flags }) => hasFlag(flags, name));
}

function hasFlag(flags: Record<string, Flag>, word: string): boolean {
  const name = word.replace(/^--?/, '').replace(/=.*/s, '');
  if (!word.startsWith('--')) return Object.values(flags).some(({ char }) => char === name);
  return name in flags || (name.startsWith('no-') && flags[name.slice(3)]?.allowNo === true);
}

/** The name of a command, such as `xclip models list`, with nothing for it to work on. */
export function isName(text: string): boolean {
  const [program = '', ...words] = wordsOf(text);
  return program.startsWith('xclip') && (words.join(':') in commands || words.join() === 'models');
}

/** What a command line names and is not there: commands, flags, scripts of package.json, files; undefined if all is. */
export function missingThing(command: string): string | undefined {
  for (const part of command.replaceAll(/\\\n/g, ' ').split(/&&|\||;/)) {
    const words = wordsOf(part.trim()).filter(
      (word, i, all) => !/^[A-Z_]+=/.test(word) || i > firstWord(all),
    );
    const [program = '', ...rest] = words;
    const missing = CHECKS[program]?.(rest);
    if (missing !== undefined) return missing;
  }
  return undefined;
}

const firstWord = (words: readonly string[]): number => words.findIndex((word) => !/^[A-Z_]+=/.test(word));

const CHECKS: Readonly<Record<string, (words: readonly string[]) => string | undefined>> = {
  xclip: ofXclip,
  'xclip-tagger': ofXclip,
  npm: ([verb, name = '']) =>
    (verb === 'run' && !(name in scripts) && GONE[name] === undefined) ||
    (verb === 'test' && !('test' in scripts))
      ? `package.json has no script ${name}`
      : undefined,
  npx: ([tool, ...rest]) =>
    tool === 'vitest'
      ? missingFile(
          rest.filter((word) => word.startsWith('test/')),
          true,
        )
      : undefined,
  node: firstFile,
  python: firstFile,
  '.venv/bin/python': firstFile,
};

function firstFile([file = '-']: readonly string[]): string | undefined {
  return file.startsWith('-') ? undefined : missingFile([file]);
}

/** @param mayBeBegun the beginning of a path will do, as it does for vitest */
function missingFile(paths: readonly string[], mayBeBegun = false): string | undefined {
  const isThere = (path: string): boolean =>
    existsSync(join(ROOT, path)) ||
    (mayBeBegun && readdirSync(join(ROOT, dirname(path))).some((name) => name.startsWith(basename(path))));
  const missing = paths.find((path) => GONE[path] === undefined && !isThere(path));
  return missing === undefined ? undefined : `there is no ${missing}`;
}

function ofXclip(words: readonly string[]): string | undefined {
  const [first = '', second = ''] = words;
  if (first === '' || EVERYWHERE.includes(first) || /[…$]/.test(first)) return undefined;
  const id = [`${first}:${second}`, first].find((name) => name in commands);
  if (id === undefined)
    return first === 'models' && second === '' ? undefined : `xclip has no command ${first} ${second}`;
  const flags = commands[id]?.flags ?? {};
  for (const [i, word] of words.entries()) {
    if (!/^--?[a-z]/i.test(word) || EVERYWHERE.includes(word)) continue;
    if (!hasFlag(flags, word)) return `xclip ${id} has no flag ${word}`;
    const { options } = flags[word.replace(/^--/, '')] ?? {};
    const value = words[i + 1] ?? '';
    if (options !== undefined && /^[a-z]/.test(value) && !options.includes(value)) {
      return `${word} does not take ${value}, but ${options.join(', ')}`;
    }
  }
  return undefined;
}
