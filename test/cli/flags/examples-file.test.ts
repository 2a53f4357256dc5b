/** What a wrong file of examples is refused with; what a right one does is in test/cli/flags/examples.test.ts. */
import { openSync, closeSync, ftruncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readExamples } from '../../../src/cli/flags/examples-file.js';
import { UsageError } from '../../../src/errors.js';
import { tempFolder } from '../../support/temp-folder.js';

function refusal(file: string): UsageError {
  try {
    readExamples(file);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('it was read');
}

function written(content: string): string {
  const file = join(tempFolder(), 'examples.csv');
  writeFileSync(file, content);
  return file;
}

test('a fault far into a field is told without the field', () => {
  const { code, message } = refusal(written(`video,label\na.mp4,"${'x'.repeat(100_000)}"y\n`));
  expect(code).toBe('BAD_EXAMPLES');
  expect(message.length).toBeLessThan(1000);
});

test('a file of gigabytes is not read', () => {
  const file = written('video,label\n');
  const descriptor = openSync(file, 'r+');
  ftruncateSync(descriptor, 3e9);
  closeSync(descriptor);
  expect(refusal(file).message).toContain('it is larger than');
});
