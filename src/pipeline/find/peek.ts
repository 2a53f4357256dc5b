/** The first item of a stream, and the whole stream again: to know whether there is any before work begins. */
export async function peek<T>(
  source: AsyncIterable<T>,
): Promise<{ first: T | undefined; all: AsyncGenerator<T, void, undefined> }> {
  const iterator = source[Symbol.asyncIterator]();
  const head = await iterator.next();
  async function* all(): AsyncGenerator<T, void, undefined> {
    for (let next = head; next.done !== true; next = await iterator.next()) yield next.value;
  }
  return { first: head.done === true ? undefined : head.value, all: all() };
}
