import picomatch from 'picomatch';

/** A place that a walk has come to. */
interface Place {
  /** as typed, and below that */
  path: string;
  /** below the folder that was named; empty for what was named itself */
  relative: string;
  isFolder: boolean;
}

/**
 * Globs of what is left out, as `rg` and gitignore read them: without a slash a name at any depth; with one, a path from
 * the named folder on (or the whole path as it was typed); with one at the end, folders only.
 */
export class Exclusions {
  readonly #globs: { glob: string; matches: (place: Place) => boolean }[];
  readonly #matched = new Set<string>();

  constructor(globs: readonly string[]) {
    this.#globs = globs.map((glob) => ({ glob, matches: matcher(glob) }));
  }

  exclude(place: Place): boolean {
    const matching = this.#globs.filter(({ matches }) => matches(place));
    for (const { glob } of matching) this.#matched.add(glob);
    return matching.length > 0;
  }

  /** What has matched nothing so far. */
  get unmatched(): string[] {
    return this.#globs.map(({ glob }) => glob).filter((glob) => !this.#matched.has(glob));
  }
}

function matcher(glob: string): (place: Place) => boolean {
  const isForFolders = glob.endsWith('/') && glob.length > 1;
  const body = (isForFolders ? glob.slice(0, -1) : glob).replace(/^\.\//, '');
  if (!body.includes('/')) {
    const matchesName = picomatch(body, { dot: true, basename: true });
    return ({ path, isFolder }) => (isFolder || !isForFolders) && matchesName(plain(path));
  }
  const matchesWhole = picomatch(body, { dot: true });
  const matchesRelative = picomatch(body.replace(/^\//, ''), { dot: true });
  return ({ path, relative, isFolder }) =>
    (isFolder || !isForFolders) &&
    (matchesWhole(plain(path)) || matchesWhole(path) || (relative !== '' && matchesRelative(relative)));
}

function plain(path: string): string {
  return path.replace(/^\.\//, '').replace(/\/$/, '');
}
