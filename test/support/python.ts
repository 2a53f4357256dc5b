import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './fixtures.js';

/** XCLIP_TEST_PYTHON, else the reference's own environment, else undefined: tests then check by other means. */
export function findPython(): string | undefined {
  const asked = process.env.XCLIP_TEST_PYTHON;
  if (asked !== undefined) return asked;
  const own = join(ROOT, '.venv/bin/python');
  return existsSync(own) ? own : undefined;
}

/** What a script prints, as JSON. */
export function runPython(python: string, args: readonly string[]): unknown {
  return JSON.parse(execFileSync(python, args, { encoding: 'utf8', maxBuffer: 1 << 28 }));
}
