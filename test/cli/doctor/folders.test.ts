import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkFolder, type FolderQuestion } from '../../../src/cli/doctor/check-folder.js';
import { checkModels } from '../../../src/cli/doctor/check-models.js';
import { sizeOf } from '../../../src/cli/doctor/folder-state.js';
import { tempFolder } from '../../support/temp-folder.js';

function question(folder: string, more: Partial<FolderQuestion> = {}): FolderQuestion {
  const plain = {
    check: 'cache',
    counts: true,
    neededBytes: 1,
    unwritable: 'warn',
    elsewhere: 'move it',
  } as const;
  return { ...plain, folder, ...more };
}

/** Two files of 3 MB, one of them linked as the Hub's cache links its blobs. */
function filledFolder(): string {
  const folder = tempFolder();
  mkdirSync(join(folder, 'blobs/deep'), { recursive: true });
  writeFileSync(join(folder, 'blobs/a'), Buffer.alloc(2e6));
  writeFileSync(join(folder, 'blobs/deep/b'), Buffer.alloc(1e6));
  symlinkSync('blobs/a', join(folder, 'link'));
  symlinkSync('.', join(folder, 'loop'));
  return folder;
}

describe('a folder', () => {
  test('is counted once, and left as it was', async () => {
    const folder = filledFolder();
    const { status, detail } = await checkFolder(question(folder));
    expect(status).toBe('ok');
    expect(detail).toMatch(new RegExp(`^${folder}: 3 MB in 2 files, \\d[\\d.]* [MG]B free$`));
    expect(readdirSync(folder).sort()).toEqual(['blobs', 'link', 'loop']);
  });

  test('is not counted without end', async () => {
    expect(await sizeOf(filledFolder(), 3)).toMatchObject({ isWhole: false });
    expect(await sizeOf(filledFolder(), 6)).toEqual({ bytes: 3e6, files: 2, isWhole: true });
  });

  test('that is not there yet is not made', async () => {
    const above = tempFolder();
    const finding = await checkFolder(question(join(above, 'a/b')));
    expect(finding.status).toBe('ok');
    expect(finding.detail).toContain('a/b: not there yet, ');
    expect(readdirSync(above)).toEqual([]);
  });

  // Root may write whatever its permissions, but not below a file.
  test.each(['warn', 'fail'] as const)('that cannot be written is: %s', async (unwritable) => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    expect(await checkFolder(question(join(file, 'hub'), { unwritable }))).toEqual({
      check: 'cache',
      status: unwritable,
      detail: `${join(file, 'hub')} cannot be written: ${file} is not a folder`,
      hint: 'make it writable, or move it',
    });
  });

  test('without room is a warning', async () => {
    const finding = await checkFolder(question(tempFolder(), { neededBytes: 1e18 }));
    expect(finding.status).toBe('warn');
    expect(finding.hint).toMatch(/^make room .*, or move it$/);
  });
});

test.each([
  { state: 'cached', status: 'ok', text: 'in the cache: microsoft/xclip-base-patch32' },
  { state: 'known', status: 'warn', text: 'in the cache: none' },
] as const)('the default model that is $state', ({ state, status, text }) => {
  const finding = checkModels([
    { id: 'tiny-shapes', state: 'bundled' },
    { id: 'microsoft/xclip-base-patch32', state },
  ]);
  expect(finding.status).toBe(status);
  expect(finding.detail).toContain(`bundled: tiny-shapes; ${text}`);
  expect(finding.hint?.includes('models pull microsoft/xclip-base-patch32')).toBe(
    status === 'warn' ? true : undefined,
  );
});
