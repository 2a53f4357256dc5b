/** The stream, whose first item is on its way before anyone asks for it. */
export function startEarly<T>(source: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  const first = iterator.next();
  // Whoever asks for it gets the error; if nobody does, it does not matter.
  first.catch(() => undefined);
  async function* started(): AsyncGenerator<T, void, undefined> {
    try {
      for (let next = await first; next.done !== true; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return started();
}
