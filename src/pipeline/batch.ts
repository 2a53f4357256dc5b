/**
 * Groups a stream so that each group holds at most `size` items that count, with the others in their places between
 * them. A group is never empty.
 */
export async function* batch<T>(
  source: AsyncIterable<T>,
  size: number,
  counts: (item: T) => boolean,
): AsyncGenerator<T[], void, undefined> {
  let group: T[] = [];
  let counted = 0;
  for await (const item of source) {
    group.push(item);
    if (counts(item)) counted++;
    // Items that do not count need no inference: a long run of them must not pile up.
    if (counted === size || group.length === 4 * size) {
      yield group;
      group = [];
      counted = 0;
    }
  }
  if (group.length > 0) yield group;
}
