import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readContainerIndex } from '../../src/media/container/container-index.js';
import { tempFolder } from '../support/temp-folder.js';

const MOST_MS = 10_000;
const MOST_BYTES = 64 << 20;

/** The refusal, or undefined where it is served; in bounded time and memory. */
export function refusalOf(path: string): string | undefined {
  const startMs = performance.now();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  const listed = readContainerIndex(path);
  const after = process.memoryUsage();
  expect(performance.now() - startMs).toBeLessThan(MOST_MS);
  expect(after.arrayBuffers + after.heapUsed - arrayBuffers - heapUsed).toBeLessThan(MOST_BYTES);
  return 'refusal' in listed ? listed.refusal : undefined;
}

/** A file of its own. */
export function written(name: string, data: Buffer): string {
  const path = join(tempFolder(), name);
  writeFileSync(path, data);
  return path;
}
