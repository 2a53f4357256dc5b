import type { Range } from './select-expression.js';

/**
 * The same as `selectExpression`, for thousands of ranges: a decision tree, so that each frame of the video costs the
 * logarithm of their number (100,000 ranges cost ffmpeg 30 µs a frame; as a sum, 2,880 cost 120).
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
