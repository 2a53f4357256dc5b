import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { flattenInOrder } from '../../../src/pipeline/read/flatten-in-order.js';

async function* sources(count: number): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) yield await Promise.resolve(i);
}

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items = [];
  for await (const item of stream) items.push(item);
  return items;
}

describe('flattenInOrder', () => {
  test('gives streams one after the other, whichever is faster', async () => {
    async function* open(source: number): AsyncGenerator<string> {
      for (let i = 0; i < source; i++) {
        await sleep(source === 3 ? 5 : 0);
        yield `${source}.${i}`;
      }
    }
    expect(await collect(flattenInOrder(sources(5), open, { concurrency: 3, waiting: 2 }))).toEqual(
      [0, 1, 2, 3, 4].flatMap((source) => Array.from({ length: source }, (_, i) => `${source}.${i}`)),
    );
  });

  test('opens no more at once, and lets no more wait', async () => {
    let [open, mostOpen, mostAhead] = [0, 0, 0];
    const made = [0, 0, 0, 0];
    async function* stream(source: number): AsyncGenerator<number> {
      mostOpen = Math.max(mostOpen, ++open);
      for (let i = 0; i < 6; i++) {
        made[source] = i + 1;
        yield await Promise.resolve(source);
      }
      open--;
    }
    for await (const source of flattenInOrder(sources(4), stream, { concurrency: 2, waiting: 2 })) {
      await sleep(2);
      mostAhead = Math.max(mostAhead, made[source + 1] ?? 0);
    }
    expect({ mostOpen, mostAhead }).toEqual({ mostOpen: 2, mostAhead: 2 });
  });

  test('passes on a failure in its place', async () => {
    async function* open(source: number): AsyncGenerator<number> {
      yield await Promise.resolve(source);
      if (source === 1) throw new Error('broken');
    }
    const seen: number[] = [];
    const run = async () => {
      for await (const item of flattenInOrder(sources(3), open, { concurrency: 3, waiting: 2 }))
        seen.push(item);
    };
    await expect(run()).rejects.toThrow('broken');
    expect(seen).toEqual([0, 1]);
  });

  test('ends all streams when it is left', async () => {
    let ended = 0;
    async function* open(source: number): AsyncGenerator<number> {
      try {
        for (;;) yield await Promise.resolve(source);
      } finally {
        ended++;
      }
    }
    for await (const _ of flattenInOrder(sources(9), open, { concurrency: 3, waiting: 1 })) break;
    await sleep(5);
    expect(ended).toBe(3);
  });
});
