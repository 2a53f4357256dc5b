/**
 * The value at an index that must be there: a mistake in an index ends in an error, and not in a 0 that looks like a
 * frame's number or a probability.
 * @throws RangeError naming the index
 */
export function at<T>(values: ArrayLike<T>, index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no value at ${index} of ${values.length}`);
  return value;
}
