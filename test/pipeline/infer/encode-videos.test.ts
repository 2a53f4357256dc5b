import { describe, expect, test } from 'vitest';
import { batch } from '../../../src/pipeline/infer/encode-videos.js';
import { mergeSorted } from '../../../src/pipeline/find/merge-sorted.js';
import { peek } from '../../../src/pipeline/find/peek.js';

async function* stream<T>(...items: T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items = [];
  for await (const item of source) items.push(item);
  return items;
}

describe('batch', () => {
  const group = (size: number, ...weights: number[]): Promise<number[][]> =>
    collect(batch(stream(...weights), size, (weight) => weight));

  test.each([
    { size: 2, weights: [1, 1, 1, 1, 1], expected: [[1, 1], [1, 1], [1]] },
    { size: 2, weights: [0, 1, 0, 1, 0], expected: [[0, 1, 0, 1], [0]] },
    { size: 4, weights: [12, 1, 3], expected: [[12], [1, 3]] },
    {
      size: 1,
      weights: [0, 0, 0, 0, 0, 1],
      expected: [
        [0, 0, 0, 0],
        [0, 1],
      ],
    },
    { size: 3, weights: [], expected: [] },
  ])('of $weights by $size', async ({ size, weights, expected }) => {
    expect(await group(size, ...weights)).toEqual(expected);
  });
});

describe('mergeSorted', () => {
  const byNumber = (a: number, b: number): number => a - b;

  test.each([
    {
      streams: [
        [1, 3, 5],
        [2, 4],
      ],
      expected: [1, 2, 3, 4, 5],
    },
    {
      streams: [
        [1, 2],
        [1, 2],
        [2, 3],
      ],
      expected: [1, 2, 3],
    },
    { streams: [[], [1]], expected: [1] },
    { streams: [], expected: [] },
  ])('of $streams', async ({ streams, expected }) => {
    expect(
      await collect(
        mergeSorted(
          streams.map((items) => stream(...items)),
          byNumber,
        ),
      ),
    ).toEqual(expected);
  });
});

test('peek gives the first items, and still all of them', async () => {
  const { first, all } = await peek(stream('a', 'b'), 1);
  expect([first, await collect(all)]).toEqual([['a'], ['a', 'b']]);
  const more = await peek(stream('a', 'b'), 3);
  expect([more.first, await collect(more.all)]).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
  const none = await peek(stream<string>(), 1);
  expect([none.first, await collect(none.all)]).toEqual([[], []]);
});
