import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineConfig } from 'vitest/config';
import everything from './vitest.config.js';

/** What a test of the fast lane does without: `dist`, so that it needs no build, and processes and threads. */
const SLOW = /\bdist\/|'node:(child_process|worker_threads)'/;

/** A test with the helpers that it imports. */
function withHelpers(file: string, found = new Map<string, string>()): Map<string, string> {
  if (found.has(file) || !existsSync(file)) return found;
  const text = readFileSync(file, 'utf8');
  found.set(file, text);
  for (const [, name = ''] of text.matchAll(/from '(\.[^']+)'/g)) {
    const path = join(dirname(file), name);
    if (path.startsWith('test')) withHelpers(path.replace(/\.js$/, '.ts'), found);
  }
  return found;
}

const tests = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('test', name))
  .filter((file) => ![...withHelpers(file).values()].some((text) => SLOW.test(text)));

/** The fast lane, `npm run test:unit`: every test that is arithmetic alone, on the sources as they are. */
export default defineConfig({
  test: { ...everything.test, include: tests, setupFiles: ['test/support/no-processes.ts'] },
});
