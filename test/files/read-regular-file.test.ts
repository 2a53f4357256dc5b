import { execFileSync } from 'node:child_process';
import { existsSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRegularFile, TooLarge } from '../../dist/files/read-regular-file.js';
import { tempFolder } from '../support/temp-folder.js';

function fileOf(content: string): string {
  const path = join(tempFolder(), 'file');
  writeFileSync(path, content);
  return path;
}

test.each(['', 'a', 'some text'])('gives all bytes: "%s"', (content) => {
  const path = fileOf(content);
  expect(readRegularFile(path).toString()).toBe(content);
  const link = join(tempFolder(), 'link');
  symlinkSync(path, link);
  expect(readRegularFile(link).toString()).toBe(content);
});

test('takes as many bytes as are allowed, and not one more', () => {
  const path = fileOf('12345');
  expect(readRegularFile(path, 5).toString()).toBe('12345');
  expect(() => readRegularFile(path, 4)).toThrow(TooLarge);
});

test('refuses a huge file without reading it', () => {
  const path = fileOf('');
  truncateSync(path, 2 ** 40);
  expect(() => readRegularFile(path)).toThrow(new TooLarge('it is larger than 67108864 bytes'));
});

test.skipIf(!existsSync('/proc/self/status'))(
  'reads a file that does not know its size, up to the limit',
  () => {
    expect(readRegularFile('/proc/self/status').toString()).toContain('VmRSS:');
    expect(() => readRegularFile('/proc/self/status', 10)).toThrow(new TooLarge('it goes on after 10 bytes'));
  },
);

test.skipIf(process.platform === 'win32')('opens no FIFO, device or folder', () => {
  const fifo = join(tempFolder(), 'fifo');
  execFileSync('mkfifo', [fifo]);
  expect(() => readRegularFile(fifo)).toThrow('it is not a regular file');
  expect(() => readRegularFile('/dev/zero')).toThrow('it is not a regular file');
  expect(() => readRegularFile(tempFolder())).toThrow('it is a folder');
});

test('leaves it to others what a missing file means', () => {
  expect(() => readRegularFile(join(tempFolder(), 'none'))).toThrow(
    expect.objectContaining({ code: 'ENOENT' }),
  );
});
