import { type CommandFacts, type FlagFacts, topicsOf } from './facts.js';

export function zshCompletion(commands: readonly CommandFacts[], names: readonly string[]): string {
  const firsts = commands.filter(({ words }) => words.length === 1);
  const topics = topicsOf(commands);
  const described = [
    ...firsts.map(({ words, description }) => quote(`${words[0] ?? ''}:${description}`)),
    ...topics.map(({ topic, seconds }) => quote(`${topic}:${seconds.join(', ')}`)),
  ];
  return `#compdef ${names.join(' ')}
# zsh completion of xclip: source <(xclip completion zsh), after compinit
_xclip_tagger() {
  local -a commands
  if (( CURRENT == 2 )); then
    commands=(${described.join(' ')})
    _describe command commands
    return
  fi
  case $words[2] in
${firsts.map((command) => commandCase(command, command.words[0] ?? '')).join('\n')}
${topics.map(({ topic }) => topicCase(topic, commands)).join('\n')}
  esac
}
compdef _xclip_tagger ${names.join(' ')}
`;
}

function topicCase(topic: string, commands: readonly CommandFacts[]): string {
  const own = commands.filter(({ words }) => words[0] === topic && words.length > 1);
  const described = own.map(({ words, description }) => quote(`${words[1] ?? ''}:${description}`));
  return [
    `    ${topic})`,
    '      if (( CURRENT == 3 )); then',
    `        commands=(${described.join(' ')})`,
    '        _describe command commands',
    '        return',
    '      fi',
    '      case $words[3] in',
    ...own.map((command) => commandCase(command, command.words[1] ?? '')),
    '      esac ;;',
  ].join('\n');
}

function commandCase({ flags }: CommandFacts, word: string): string {
  return `    ${word}) _arguments -S ${flags.flatMap(specs).join(' ')} '*:file:_files' ;;`;
}

function specs(flag: FlagFacts): string[] {
  const { name, char, description, value } = flag;
  const text = description.replace(/[[\]:\\]/g, (mark) => `\\${mark}`);
  const takes = value === undefined ? '' : `:${name}:${actionOf(value)}`;
  const spellings = [
    `--${name}${value === undefined ? '' : '='}`,
    ...(char === undefined ? [] : [`-${char}${value === undefined ? '' : '+'}`]),
  ];
  return spellings.map((spelling) => quote(`*${spelling}[${text}]${takes}`));
}

function actionOf({ options, isFile }: NonNullable<FlagFacts['value']>): string {
  if (options.length > 0) return `(${options.join(' ')})`;
  return isFile ? '_files' : ' ';
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
