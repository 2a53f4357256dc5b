import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

/** An output and the files of its run. */
export function beside(folder: string, output: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(output))
    .sort();
}

/** The output, its errors and its journal are, to the byte, those of a run that nobody disturbed, and nothing else is left. */
export function expectSame(folder: string, uncut: string, output: string): void {
  const read = (from: string, name: string): Buffer => readFileSync(join(from, name));
  const names = beside(uncut, output);
  expect(beside(folder, output)).toEqual(names);
  for (const name of names.filter((name) => !name.endsWith('.run.json'))) {
    expect(read(folder, name).equals(read(uncut, name)), `${name} is the same`).toBe(true);
  }
}

/** A file of its own in the place of a link. */
export function unlinked(path: string): string {
  const bytes = readFileSync(path);
  rmSync(path);
  writeFileSync(path, bytes);
  return path;
}
