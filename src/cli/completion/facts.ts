import type { Interfaces } from '@oclif/core';

/** What shells complete: what --help shows, in their terms. */
export interface CommandFacts {
  /** `models list` as two */
  words: readonly string[];
  description: string;
  flags: readonly FlagFacts[];
}

export interface FlagFacts {
  name: string;
  char: string | undefined;
  description: string;
  /** none for a switch */
  value: { options: readonly string[]; isFile: boolean } | undefined;
}

/** Of values that are files or folders, as --help names them. */
const FILE_VALUE = /FILE|DIR|PATH|SNAPSHOT|MANIFEST|RESULTS/;

export function commandFacts(config: Pick<Interfaces.Config, 'commands'>): CommandFacts[] {
  return config.commands
    .filter(({ hidden }) => !hidden)
    .map((command) => ({
      words: command.id.split(':'),
      description: firstSentence(command.summary ?? command.description ?? ''),
      flags: Object.entries(command.flags)
        .filter(([, flag]) => flag.hidden !== true)
        .flatMap(([name, flag]) => flagFacts(name, flag)),
    }))
    .sort((a, b) => (a.words.join(' ') < b.words.join(' ') ? -1 : 1));
}

function flagFacts(name: string, flag: Interfaces.FlagInput[string] | LoadedFlag): FlagFacts[] {
  const { char, description = '', type, options = [], helpValue, allowNo } = flag as LoadedFlag;
  const isSwitch = type === 'boolean';
  const value = isSwitch ? undefined : { options, isFile: FILE_VALUE.test(String(helpValue ?? '')) };
  const facts = { name, char, description: firstSentence(description), value };
  return isSwitch && allowNo === true ? [facts, { ...facts, name: `no-${name}`, char: undefined }] : [facts];
}

/** A flag as the manifest has it. */
interface LoadedFlag {
  type: 'boolean' | 'option';
  char?: string;
  description?: string;
  options?: readonly string[];
  helpValue?: string | readonly string[];
  allowNo?: boolean;
  hidden?: boolean;
}

function firstSentence(text: string): string {
  return (/^.*?[.](?=\s|$)/s.exec(text)?.[0] ?? text).replace(/\s+/g, ' ').trim();
}

/** The second words of topics, such as `models`. */
export function topicsOf(commands: readonly CommandFacts[]): { topic: string; seconds: string[] }[] {
  const topics = [
    ...new Set(commands.filter(({ words }) => words.length > 1).map(({ words }) => words[0] ?? '')),
  ];
  return topics.map((topic) => ({
    topic,
    seconds: commands.flatMap(({ words: [first, second] }) =>
      first === topic && second !== undefined ? [second] : [],
    ),
  }));
}

/** How a flag may be typed. */
export function spellings({ name, char }: FlagFacts): string[] {
  return [`--${name}`, ...(char === undefined ? [] : [`-${char}`])];
}
