/** What is wrong on a command line, as oclif finds it and as we say it. */
import { existsSync } from 'node:fs';
import { UsageError } from '../../errors.js';
import { shortened } from '../../quoted.js';
import { nearest } from './nearest.js';

/** An error of oclif's parser, in our words; anything else as it is. */
export function toUsageError(error: unknown, command: string, flags: readonly string[]): unknown {
  if (!isParserError(error)) return error;
  const [unknown] = error.flags ?? [];
  if (unknown !== undefined) return unknownFlag(unknown, command, flags);
  return new UsageError(inOurWords(error.message), {
    code: 'BAD_USAGE',
    hint: seeHelp(command),
    cause: error,
  });
}

function unknownFlag(flag: string, command: string, flags: readonly string[]): UsageError {
  const [name = ''] = flag.split('=');
  const meant = name.startsWith('--') ? nearest(name.slice(2), flags) : undefined;
  return new UsageError(`${shortened(name)} is no flag of xclip ${command}`, {
    code: 'UNKNOWN_FLAG',
    hint: meant === undefined ? seeHelp(command) : `did you mean --${meant}?`,
  });
}

/** @param words that no command is called by @param commands all there are, each as it is typed: `models list` */
export function unknownCommand(words: readonly string[], commands: readonly string[]): UsageError {
  const [first = '', second] = words;
  const topics = [...new Set(commands.filter((id) => id.includes(' ')).map((id) => id.split(' ')[0] ?? ''))];
  const isTopic = topics.includes(first) && second !== undefined;
  const typed = isTopic ? `${first} ${second}` : first;
  const meant = isTopic
    ? nearest(
        typed,
        commands.filter((id) => id.startsWith(`${first} `)),
      )
    : nearest(first, [...new Set(commands.map((id) => id.split(' ')[0] ?? ''))]);
  return new UsageError(`xclip has no command ${shortened(typed)}`, {
    code: 'UNKNOWN_COMMAND',
    hint: hintFor(first, meant),
  });
}

function hintFor(first: string, meant: string | undefined): string {
  if (meant !== undefined) return `did you mean xclip ${meant}?`;
  return existsSync(first)
    ? `to tag it: xclip tag ${shortened(first)} --labels labels.txt`
    : 'xclip --help lists them';
}

function seeHelp(command: string): string {
  return `see xclip ${command} --help`;
}

interface ParserError extends Error {
  /** of those that there are not */
  flags?: string[];
}

/** oclif throws its own errors, and plain ones of a flag's parser that it puts the flag's name before. */
function isParserError(error: unknown): error is ParserError {
  return (
    error instanceof Error && ('parse' in error || 'oclif' in error || error.message.startsWith('Parsing --'))
  );
}

function inOurWords(message: string): string {
  const plain = message.replace(/\nSee more help with --help$/, '');
  const [, flag, why] = /^Parsing --(\S+) \n\t(.*)$/s.exec(plain) ?? [];
  if (flag !== undefined && why !== undefined) return `--${flag}: ${lowerFirst(why)}`;
  const [, name, value, all] = /^Expected --(\S+?)=(.*) to be one of: (.*)$/s.exec(plain) ?? [];
  if (name !== undefined && value !== undefined && all !== undefined)
    return `--${name} ${shortened(value)} is none of ${all}`;
  const [, lacking] = /^Missing \d+ required args?:\n(\S+)/.exec(plain) ?? [];
  if (lacking !== undefined) return `no ${lacking} is named`;
  return lowerFirst(plain.replace(/^Flag (?=--)/, '').replace(/\s*[\n\t]\s*/g, ' '));
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
