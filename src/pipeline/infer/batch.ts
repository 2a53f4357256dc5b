/**
 * Groups a stream so that the weights of a group reach `size`, with items of no weight in their places between the
 * others. A group is never empty, and passes `size` by at most one item.
 */
export async function* batch<T>(
  source: AsyncIterable<T>,
  size: number,
  weightOf: (item: T) => number,
): AsyncGenerator<T[], void, undefined> {
  let group: T[] = [];
  let weight = 0;
  for await (const item of source) {
    group.push(item);
    weight += weightOf(item);
    // Items without weight need no inference: a long run of them must not pile up.
    if (weight >= size || group.length === 4 * size) {
      yield group;
      group = [];
      weight = 0;
    }
  }
  if (group.length > 0) yield group;
}
