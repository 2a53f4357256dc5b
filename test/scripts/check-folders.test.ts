import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../support/fixtures.js';
import { tempFolder } from '../support/temp-folder.js';

const SCRIPT = join(ROOT, 'scripts/check-folders.mjs');

function check(root: string) {
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, root], { encoding: 'utf8' });
  return { status, stderr };
}

it('fails once a folder has a twenty-first entry, and lets fixtures be many', () => {
  const root = tempFolder();
  for (const folder of ['bench', 'docs', 'scripts', 'src/cli', 'test/fixtures']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (let i = 0; i < 30; i++) writeFileSync(join(root, 'test/fixtures', `${i}.mp4`), '');
  for (let i = 0; i < 20; i++) writeFileSync(join(root, 'src/cli', `${i}.ts`), '');
  expect(check(root)).toEqual({ status: 0, stderr: '' });
  mkdirSync(join(root, 'src/cli/run'));
  expect(check(root)).toEqual({ status: 1, stderr: `${join('src', 'cli')} has 21 entries, more than 20\n` });
});
