/** docs/ERRORS.md has every code that src/ has, and none that it has not. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/fixtures.js';

/** Of the operating system, which decide between codes of ours on the same line. */
const SYSTEM = /^E(NOENT|ACCES|PERM|NOSPC)$/;

function codesInSource(): Set<string> {
  const folder = join(ROOT, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const codes = files.flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/\bcode: ([^\n]*)/g)].flatMap(([, rest = '']) => [
      ...rest.matchAll(/'([A-Z][A-Z0-9_]+)'/g),
    ]),
  );
  return new Set(codes.map(([, code = '']) => code).filter((code) => !SYSTEM.test(code)));
}

function codesInTables(): string[] {
  const rows = readFileSync(join(ROOT, 'docs/ERRORS.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([A-Z0-9_]+)`/g)].map(([, code = '']) => code),
  );
}

test('every code has its row', () => {
  const documented = new Set(codesInTables());
  const missing = [...codesInSource()].filter((code) => !documented.has(code));
  expect(missing).toEqual([]);
});

test('no row is of a code that does not exist', () => {
  const codes = codesInSource();
  // Made of an option's name.
  for (const option of ['DEVICE', 'PRECISION']) codes.add(`UNKNOWN_${option}`);
  expect(codes.size).toBeGreaterThan(80);
  expect(codesInTables().filter((code) => !codes.has(code))).toEqual([]);
});

test('a code stands in two tables only if it is of both', () => {
  const seen = new Map<string, number>();
  for (const code of codesInTables()) seen.set(code, (seen.get(code) ?? 0) + 1);
  expect([...seen].filter(([, times]) => times > 1).map(([code]) => code)).toEqual([
    'INFERENCE_FAILED',
    'NOT_FINITE',
  ]);
});
