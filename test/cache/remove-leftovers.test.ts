import { spawnSync } from 'node:child_process';
import { readdirSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { publishFile } from '../../dist/cache/publish-file.js';
import { removeLeftovers } from '../../dist/cache/remove-leftovers.js';
import { tempFolder } from '../support/temp-folder.js';

/** A process that is killed while it writes. */
function killedWhileWriting(path: string): void {
  const module = new URL('../../dist/cache/publish-file.js', import.meta.url).href;
  const script = `import { publishFile } from ${JSON.stringify(module)};
    publishFile(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'));`;
  const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script]);
  expect(signal).toBe('SIGKILL');
}

test('removes at once what a killed process of this machine left, and nothing of another file', () => {
  const folder = tempFolder();
  for (const name of ['file', 'other']) killedWhileWriting(join(folder, name));
  const left = readdirSync(folder);
  expect(left).toHaveLength(2);
  removeLeftovers(join(folder, 'file'));
  expect(readdirSync(folder)).toEqual(left.filter((name) => name.startsWith('.other.')));
});

test('leaves alone what is being written', () => {
  const folder = tempFolder();
  const path = join(folder, 'file');
  publishFile(path, (descriptor) => {
    removeLeftovers(path);
    expect(readdirSync(folder)).toHaveLength(1);
    writeSync(descriptor, 'whole');
  });
  expect(readdirSync(folder)).toEqual(['file']);
});

test('gives the processes of other machines an hour', () => {
  const folder = tempFolder();
  const name = '.file.01234567-1-01234567.part';
  writeFileSync(join(folder, name), 'half');
  removeLeftovers(join(folder, 'file'));
  expect(readdirSync(folder)).toEqual([name]);
  const before = Date.now() / 1000 - 61 * 60;
  utimesSync(join(folder, name), before, before);
  removeLeftovers(join(folder, 'file'));
  expect(readdirSync(folder)).toEqual([]);
});

test('does not mind that there is no folder', () => {
  expect(() => removeLeftovers(join(tempFolder(), 'none/file'))).not.toThrow();
});
