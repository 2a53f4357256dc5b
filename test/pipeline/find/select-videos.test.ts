import { expect, test } from 'vitest';
import { selectVideos, type Selection } from '../../../src/pipeline/find/select-videos.js';
import type { StampedPath } from '../../../src/pipeline/find/walk.js';

const FILES: StampedPath[] = [
  { path: 'a', stamp: { sizeBytes: 5, modifiedMs: 300 } },
  { path: 'b', stamp: undefined },
  { path: 'c', stamp: { sizeBytes: 9, modifiedMs: 100 } },
  { path: 'd', stamp: { sizeBytes: 5, modifiedMs: 200 } },
  { path: 'e', stamp: { sizeBytes: 1, modifiedMs: 300 } },
];

async function* walked(): AsyncGenerator<StampedPath> {
  for (const file of FILES) yield await Promise.resolve(file);
}

async function selected(selection: Partial<Selection>): Promise<{ paths: string; old: number }> {
  let [paths, old] = ['', 0];
  const options = { newerThanMs: undefined, order: 'path', ...selection } as const;
  for await (const { path } of selectVideos(walked(), options, () => (old += 1))) paths += path;
  return { paths, old };
}

test.each([
  ['path', 'abcde'],
  ['newest', 'aedcb'],
  ['oldest', 'cdaeb'],
  ['largest', 'cadeb'],
  ['smallest', 'eadcb'],
] as const)('by %s: %s, equal ones by path, what cannot be looked at last', async (order, paths) => {
  expect(await selected({ order })).toEqual({ paths, old: 0 });
});

test('what is older is left out and counted; what cannot be looked at is not', async () => {
  expect(await selected({ newerThanMs: 200 })).toEqual({ paths: 'abde', old: 1 });
  expect(await selected({ newerThanMs: 1000, order: 'newest' })).toEqual({ paths: 'b', old: 4 });
});

test('what is not ready waits', async () => {
  expect(await selected({ isReady: ({ path }) => path !== 'c' })).toEqual({ paths: 'abde', old: 0 });
});
