import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/fixtures.js';

const PAGE = readFileSync(join(ROOT, 'docs/ARCHITECTURE.md'), 'utf8');
const RULES = pathToFileURL(join(ROOT, 'scripts/import-rules.mjs')).href;
/** More than this, nobody keeps in mind. */
const MOST_FILES = 35;

/** The indented list of a video's way. */
function wayOfAVideo(): { depth: number; path: string }[] {
  const list = /## One video's way[\s\S]*?```\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? '';
  return list
    .trimEnd()
    .split('\n')
    .map((line) => ({ depth: line.search(/\S/) / 2, path: line.trim() }));
}

test('every source file and folder that the page names is there', () => {
  const named = [...PAGE.matchAll(/\b(?:src|test|scripts)\/[\w./-]*\w/g)].map(([path]) => path);
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

describe('the way of one video', () => {
  const way = wayOfAVideo();

  test(`goes through ${MOST_FILES} files at most, each once`, () => {
    expect(way[0]).toEqual({ depth: 0, path: 'src/commands/tag.ts' });
    expect(way.length).toBeLessThanOrEqual(MOST_FILES);
    expect(new Set(way.map(({ path }) => path)).size).toBe(way.length);
  });

  test('climbs nowhere', async () => {
    const { FLOORS } = (await import(RULES)) as { FLOORS: readonly (readonly string[])[] };
    const floorOf = (path: string): number =>
      FLOORS.findIndex((rooms) => rooms.some((room) => path.startsWith(`src/${room}`)));
    const callers: string[] = [];
    for (const { depth, path } of way) {
      callers.splice(depth);
      expect(callers).toHaveLength(depth);
      const caller = callers.at(-1) ?? path;
      expect(floorOf(path), `${path}, called by ${caller}`).toBeGreaterThanOrEqual(floorOf(caller));
      callers.push(path);
    }
  });
});
