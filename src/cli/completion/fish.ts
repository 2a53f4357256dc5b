import { type CommandFacts, type FlagFacts, topicsOf } from './facts.js';

export function fishCompletion(commands: readonly CommandFacts[], names: readonly string[]): string {
  const lines = names.flatMap((name) => [
    ...commands.flatMap((command) => commandLines(name, command)),
    ...topicsOf(commands).map(({ topic, seconds }) =>
      complete(name, ['-n', '__fish_use_subcommand', '-f', '-a', topic, '-d', seconds.join(', ')]),
    ),
  ]);
  return `# fish completion of xclip: xclip completion fish | source\n${lines.join('\n')}\n`;
}

function commandLines(name: string, { words, description, flags }: CommandFacts): string[] {
  const [first = '', second] = words;
  const here = words.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
  const before =
    second === undefined
      ? '__fish_use_subcommand'
      : `__fish_seen_subcommand_from ${first}; and not __fish_seen_subcommand_from ${second}`;
  return [
    complete(name, ['-n', before, '-f', '-a', second ?? first, '-d', description]),
    ...flags.map((flag) => complete(name, ['-n', here, ...flagWords(flag)])),
  ];
}

function flagWords({ name, char, description, value }: FlagFacts): string[] {
  return [
    ...['-l', name],
    ...(char === undefined ? [] : ['-s', char]),
    ...(value === undefined ? [] : value.isFile ? ['-r', '-F'] : ['-x']),
    ...(value === undefined || value.options.length === 0 ? [] : ['-a', value.options.join(' ')]),
    ...['-d', description],
  ];
}

function complete(name: string, words: readonly string[]): string {
  return [
    'complete',
    '-c',
    name,
    ...words.map((word) => (/^-?[\w-]+$/.test(word) ? word : quote(word))),
  ].join(' ');
}

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, (mark) => `\\${mark}`)}'`;
}
