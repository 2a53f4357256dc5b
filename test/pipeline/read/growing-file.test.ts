import { appendFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VideoError } from '../../../src/errors.js';
import { hasGrown, unlessGrowing } from '../../../src/pipeline/read/growing-file.js';
import type { StampedPath } from '../../../src/pipeline/find/walk.js';
import { tempFolder } from '../../support/temp-folder.js';

function found(): StampedPath {
  const path = join(tempFolder(), 'a.mp4');
  writeFileSync(path, 'the first part');
  const { size, mtimeMs } = statSync(path);
  return { path, stamp: { sizeBytes: size, modifiedMs: mtimeMs } };
}

const TRUNCATED = new VideoError('incomplete: its index is missing', {
  code: 'TRUNCATED',
  hint: 'copy it again',
});

describe('a file that grows while it is read', () => {
  test('is told from one that does not, or whose size nobody looked at', async () => {
    const item = found();
    expect(await hasGrown(item)).toBe(false);
    appendFileSync(item.path, ' and more');
    expect(await hasGrown(item)).toBe(true);
    expect(await hasGrown({ path: item.path })).toBe(false);
    expect(await hasGrown({ ...item, path: `${item.path}.gone` })).toBe(false);
  });

  test('is said to be growing when it fails, with the code of its failure', async () => {
    const item = found();
    expect(await unlessGrowing(item, TRUNCATED)).toBe(TRUNCATED);
    appendFileSync(item.path, ' and more');
    const error = await unlessGrowing(item, TRUNCATED);
    expect(error).toMatchObject({ code: 'TRUNCATED', cause: TRUNCATED });
    expect(error.toLine()).toBe(
      'incomplete: its index is missing; still being written: the file grew while it was read; tag it again with --resume --retry-failed once it is complete',
    );
  });
});
