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
 * The expression of ffmpeg's select filter that passes these ranges, its commas escaped for a filter graph. A decision tree,
 * so that each frame of the video costs the logarithm of their number (100,000 ranges cost ffmpeg 30 µs a frame; as a sum,
 * 2,880 cost 120).
 * @param variable `n`, the frame's number from 0, or `pts`, its timestamp in ticks
 * @param ranges ascending, not empty
 */
export function selectTree(variable: 'n' | 'pts', ranges: readonly Range[]): string {
  const tree = (from: number, to: number): string => {
    if (to - from === 1) return leaf(variable, ranges[from]);
    const middle = (from + to) >> 1;
    return `if(lt(${variable}\\,${ranges[middle]?.first ?? 0})\\,${tree(from, middle)}\\,${tree(middle, to)})`;
  };
  return tree(0, ranges.length);
}

function leaf(variable: string, range: Range | undefined): string {
  if (range === undefined) return '0';
  const { first, last } = range;
  return first === last ? `eq(${variable}\\,${first})` : `between(${variable}\\,${first}\\,${last})`;
}
