import { readFileSync, readdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { publishFile } from '../../src/cache/publish-file.js';
import { tempFolder } from '../support/temp-folder.js';

test('gives the file its name when it is whole', () => {
  const path = join(tempFolder(), 'new/folder/file');
  publishFile(path, (descriptor) => {
    writeSync(descriptor, 'half');
    expect(readdirSync(join(path, '..'))).not.toContain('file');
    writeSync(descriptor, ' whole');
  });
  expect(readFileSync(path, 'utf8')).toBe('half whole');
  expect(readdirSync(join(path, '..'))).toEqual(['file']);
});

test('leaves the file as it was, and nothing else, when the disk is full half-way', () => {
  const folder = tempFolder();
  const path = join(folder, 'file');
  writeFileSync(path, 'before');
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  const write = (descriptor: number): void => {
    writeSync(descriptor, 'half');
    throw full;
  };
  expect(() => publishFile(path, write)).toThrow(
    expect.objectContaining({
      code: 'CACHE_UNWRITABLE',
      cause: full,
      message: expect.stringContaining('ENOSPC') as string,
    }),
  );
  expect(readFileSync(path, 'utf8')).toBe('before');
  expect(readdirSync(folder)).toEqual(['file']);
});

test('throws what the writer throws, if the disk is not to blame', () => {
  const folder = tempFolder();
  const write = (): void => {
    throw new RangeError('NaN');
  };
  expect(() => publishFile(join(folder, 'file'), write)).toThrow(RangeError);
  expect(readdirSync(folder)).toEqual([]);
});
