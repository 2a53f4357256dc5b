import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { manPage } from '../../scripts/man.mjs';
import { ROOT } from '../support/fixtures.js';

const readJson = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
const manifest = readJson('oclif.manifest.json') as {
  commands: Record<string, { id: string; flags: Record<string, { name: string; description?: string }> }>;
};
const page = manPage({ manifest, packageJson: readJson('package.json') });

test('the man page has every command and flag, in the words of --help', () => {
  const text = page.replaceAll('\\-', '-').replaceAll('\\e', '\\').replaceAll('\\&', '');
  for (const { id, flags } of Object.values(manifest.commands)) {
    expect(text).toContain(`.SS xclip ${id.replaceAll(':', ' ')}\n`);
    for (const { name, description = '' } of Object.values(flags)) {
      expect(text).toMatch(new RegExp(`^\\.B .*--(\\[no-\\])?${name}\\b`, 'm'));
      expect(text).toContain(description);
    }
  }
});

test('no text is taken for a command of roff', () => {
  const macros = page.split('\n').flatMap((line) => /^[.'](\S*)/.exec(line)?.[1] ?? []);
  expect([...new Set(macros)].sort()).toEqual([
    'B',
    'PP',
    'RE',
    'RS',
    'SH',
    'SS',
    'TH',
    'TP',
    'br',
    'fi',
    'nf',
  ]);
  expect(page).not.toContain('<%=');
});

test.skipIf(spawnSync('groff', ['--version']).error !== undefined)('groff has nothing to warn of', () => {
  const { status, stderr } = spawnSync('groff', ['-man', '-ww', '-Tutf8'], { input: page, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
