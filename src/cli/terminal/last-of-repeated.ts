/** What of a flag matters here, by its name. */
export type FlagShapes = Readonly<
  Record<
    string,
    {
      type: 'boolean' | 'option';
      char?: string | undefined;
      multiple?: boolean | undefined;
      allowNo?: boolean | undefined;
      exclusive?: readonly unknown[] | undefined;
    }
  >
>;

/** Words of a command line, of which the last of a flag that takes one value is kept: so that an alias has defaults. */
export function lastOfRepeated(argv: readonly string[], flags: FlagShapes): string[] {
  const dropped = new Set<number>();
  const seen = new Map<string, number[]>();
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '--') break;
    const { name, hasValue } = flagOf(word, flags);
    if (name === undefined || flags[name]?.type !== 'option') continue;
    const places = hasValue ? [i] : [i, ++i];
    if (flags[name].multiple === true) continue;
    for (const place of seen.get(name) ?? []) dropped.add(place);
    seen.set(name, places);
  }
  return argv.filter((_, i) => !dropped.has(i));
}

/** The flags that stand on a command line. */
export function typedFlags(argv: readonly string[], flags: FlagShapes): Set<string> {
  const typed = new Set<string>();
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '--') break;
    const { name, hasValue } = flagOf(word, flags);
    const negated = /^--no-(.+)$/.exec(word)?.[1];
    if (name !== undefined) {
      typed.add(name);
      if (flags[name]?.type === 'option' && !hasValue) i += 1;
    } else if (negated !== undefined && flags[negated]?.allowNo === true) typed.add(negated);
  }
  return typed;
}

/** @returns the flag that a word is, and whether its value is in the same word; none for what is no known flag */
function flagOf(word: string, flags: FlagShapes): { name?: string; hasValue: boolean } {
  if (word.startsWith('--')) {
    const [name = '', ...value] = word.slice(2).split('=');
    return name in flags ? { name, hasValue: value.length > 0 } : { hasValue: false };
  }
  const name = Object.keys(flags).find(
    (flag) => word.startsWith('-') && flags[flag]?.char === word[1] && word.length > 1,
  );
  return name === undefined ? { hasValue: false } : { name, hasValue: word.length > 2 };
}
