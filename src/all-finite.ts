/** Whether there is neither NaN nor infinity among values. */
export function allFinite(values: ArrayLike<number>): boolean {
  // By index: of millions of numbers, an iterator takes ten times as long.
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}
