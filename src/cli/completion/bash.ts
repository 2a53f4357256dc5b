import { type CommandFacts, spellings, topicsOf } from './facts.js';

/** For bash 3.2, macOS's, too: no associative arrays. */
export function bashCompletion(commands: readonly CommandFacts[], names: readonly string[]): string {
  const firsts = [...new Set(commands.map(({ words }) => words[0] ?? ''))];
  return `# bash completion of xclip: eval "$(xclip completion bash)"
_xclip_tagger() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command="" first="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      -*) ;;
      *)
        if [ -z "$first" ]; then first=\${COMP_WORDS[i]} command=$first
        elif [ "$command" = "$first" ]; then
          case "$first \${COMP_WORDS[i]}" in
${topicCases(commands)}
          esac
        fi ;;
    esac
  done
  COMPREPLY=()
  local flags="" options=""
  case "$command" in
    "") COMPREPLY=($(compgen -W "${firsts.join(' ')}" -- "$cur")); return ;;
${commands.map(commandCase).join('\n')}
${topicsOf(commands)
  .map(
    ({ topic, seconds }) =>
      `    ${topic}) COMPREPLY=($(compgen -W "${seconds.join(' ')}" -- "$cur")); return ;;`,
  )
  .join('\n')}
  esac
  if [ -n "$options" ]; then COMPREPLY=($(compgen -W "$options" -- "$cur"))
  elif [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$cur"))
  else compopt -o filenames 2>/dev/null; COMPREPLY=($(IFS=$'\\n'; compgen -f -- "$cur"))
  fi
}
complete -F _xclip_tagger ${names.join(' ')}
`;
}

function topicCases(commands: readonly CommandFacts[]): string {
  return commands
    .filter(({ words }) => words.length > 1)
    .map(({ words }) => `            "${words.join(' ')}") command="${words.join(' ')}" ;;`)
    .join('\n');
}

function commandCase({ words, flags }: CommandFacts): string {
  const withOptions = flags.filter(({ value }) => (value?.options.length ?? 0) > 0);
  const cases = withOptions.map(
    (flag) => `        ${spellings(flag).join('|')}) options="${flag.value?.options.join(' ') ?? ''}" ;;`,
  );
  return [
    `    "${words.join(' ')}")`,
    `      flags="${flags.flatMap(spellings).join(' ')}"`,
    ...(cases.length === 0 ? [] : ['      case "$prev" in', ...cases, '      esac']),
    '      ;;',
  ].join('\n');
}
