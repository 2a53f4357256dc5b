/** The first items of a stream, and the whole stream again: to know what there is before work begins. */
export async function peek<T>(
  source: AsyncIterable<T>,
  count: number,
): Promise<{ first: T[]; all: AsyncGenerator<T, void, undefined> }> {
  const iterator = source[Symbol.asyncIterator]();
  const first: T[] = [];
  while (first.length < count) {
    const next = await iterator.next();
    if (next.done === true) break;
    first.push(next.value);
  }
  async function* all(): AsyncGenerator<T, void, undefined> {
    try {
      yield* first;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
        yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { first, all: all() };
}
