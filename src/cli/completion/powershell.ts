import { type CommandFacts, spellings, topicsOf } from './facts.js';

export function powershellCompletion(commands: readonly CommandFacts[], names: readonly string[]): string {
  const entries = commands.map(
    ({ words, flags }) =>
      `    ${quote(words.join(' '))} = @(${flags.flatMap(spellings).map(quote).join(', ')})`,
  );
  const values = new Map(
    commands.flatMap(({ flags }) =>
      flags.flatMap((flag) =>
        (flag.value?.options.length ?? 0) === 0
          ? []
          : [[`--${flag.name}`, `@(${(flag.value?.options ?? []).map(quote).join(', ')})`] as const],
      ),
    ),
  );
  const firsts = [...new Set(commands.map(({ words }) => words[0] ?? ''))];
  const topics = topicsOf(commands).map(
    ({ topic, seconds }) => `    ${quote(topic)} = @(${seconds.map(quote).join(', ')})`,
  );
  return `# PowerShell completion of xclip: xclip completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName ${names.join(', ')} -ScriptBlock {
  param($word, $ast, $position)
  $flags = @{
${entries.join('\n')}
  }
  $topics = @{
${topics.join('\n')}
  }
  $values = @{
${[...values].map(([flag, list]) => `    ${quote(flag)} = ${list}`).join('\n')}
  }
  $typed = @($ast.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { $_.ToString() })
  $words = @($typed | Where-Object { -not $_.StartsWith('-') })
  $last = if ($typed.Count -gt 0) { $typed[-1] } else { '' }
  if ($values.ContainsKey($last)) { $found = $values[$last] }
  elseif ($words.Count -eq 0) { $found = @(${firsts.map(quote).join(', ')}) }
  elseif ($topics.ContainsKey($words[0]) -and $words.Count -eq 1) { $found = $topics[$words[0]] }
  elseif ($word.StartsWith('-')) {
    $command = if ($topics.ContainsKey($words[0])) { $words[0] + ' ' + $words[1] } else { $words[0] }
    $found = $flags[$command]
  }
  # Files, where nothing is returned.
  $found | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
