import { ReadAhead } from './read-ahead.js';

interface FlattenOptions {
  /** streams open at once */
  concurrency: number;
  /** items of one stream that may wait for their turn */
  waiting: number;
}

/**
 * The items of several streams, one stream after the other in the order of their sources, while those whose turn has
 * yet to come already work: each until `waiting` of its items wait.
 */
export async function* flattenInOrder<S, T>(
  sources: AsyncIterable<S>,
  open: (source: S) => AsyncIterable<T>,
  { concurrency, waiting }: FlattenOptions,
): AsyncGenerator<T, void, undefined> {
  const iterator = sources[Symbol.asyncIterator]();
  const streams: ReadAhead<T>[] = [];
  let hasMore = true;
  try {
    for (;;) {
      while (hasMore && streams.length < concurrency) {
        const source = await iterator.next();
        if (source.done === true) hasMore = false;
        else streams.push(new ReadAhead(open(source.value), waiting));
      }
      const [head] = streams;
      if (head === undefined) return;
      for (let item = await head.next(); item !== undefined; item = await head.next()) yield item.value;
      streams.shift();
    }
  } finally {
    for (const stream of streams) stream.close();
    if (hasMore) await iterator.return?.();
  }
}
