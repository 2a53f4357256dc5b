/** Whether there is neither NaN nor infinity among values. */
export function allFinite(values: ArrayLike<number>): boolean {
  // By index: of millions of numbers, an iterator takes ten times as long.
  let i = 0;
  while (i < values.length && Number.isFinite(values[i])) i++;
  return i === values.length;
}
