/** The files of a run that can be resumed. */
export interface RunFiles {
  output: string;
  errors: string;
  journal: string;
  /** videos of an earlier run that still wait for their place (see kept-videos.ts) */
  kept: string;
  /** rows of a store that no footer lists yet (see store-tail.ts) */
  tail: string;
}

/** The name of a file while it is written that must be whole or not there. */
export function partialOf(path: string): string {
  return `${path}.part`;
}
