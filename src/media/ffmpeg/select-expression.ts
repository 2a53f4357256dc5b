/** Frame numbers or timestamps from `first` to `last`, both included. */
export interface Range {
  first: number;
  last: number;
}

/** Neighbours joined: [3, 4, 5, 9] → 3–5, 9. @param ascending distinct whole numbers. */
export function joinRuns(ascending: readonly number[]): Range[] {
  const runs: Range[] = [];
  for (const value of ascending) {
    const run = runs.at(-1);
    if (run?.last === value - 1) run.last = value;
    else runs.push({ first: value, last: value });
  }
  return runs;
}

/**
 * The expression of ffmpeg's select filter that passes these ranges, escaped for `-vf`.
 * @param variable `n`, the frame's number from 0, or `pts`, its timestamp in ticks.
 */
export function selectExpression(variable: 'n' | 'pts', ranges: readonly Range[]): string {
  return ranges
    .map(({ first, last }) =>
      first === last ? `eq(${variable}\\,${first})` : `between(${variable}\\,${first}\\,${last})`,
    )
    .join('+');
}
