/**
 * Several streams that are each in order, as one in order, equal neighbours given once. Memory holds one item a stream.
 */
export async function* mergeSorted<T>(
  streams: readonly AsyncIterable<T>[],
  compare: (a: T, b: T) => number,
): AsyncGenerator<T, void, undefined> {
  const heads: { item: T; rest: AsyncIterator<T> }[] = [];
  for (const stream of streams) await pushNext(heads, stream[Symbol.asyncIterator]());
  let last: { item: T } | undefined;
  for (;;) {
    const least = heads.reduce<(typeof heads)[number] | undefined>(
      (best, head) => (best === undefined || compare(head.item, best.item) < 0 ? head : best),
      undefined,
    );
    if (least === undefined) return;
    heads.splice(heads.indexOf(least), 1);
    if (last === undefined || compare(last.item, least.item) !== 0) yield least.item;
    last = { item: least.item };
    await pushNext(heads, least.rest);
  }
}

async function pushNext<T>(
  heads: { item: T; rest: AsyncIterator<T> }[],
  rest: AsyncIterator<T>,
): Promise<void> {
  const next = await rest.next();
  if (next.done !== true) heads.push({ item: next.value, rest });
}
