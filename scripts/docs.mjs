// Writes docs/API.md from the comments in src; with --check, compares instead, and ends with 1 if it would differ.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const TARGET = 'docs/API.md';

const folder = mkdtempSync(join(tmpdir(), 'xclip-docs-'));
try {
  const typedoc = ['node_modules/typedoc/bin/typedoc', '--options', 'scripts/typedoc.json', '--out', folder];
  const { status } = spawnSync(process.execPath, typedoc, { stdio: 'inherit' });
  if (status !== 0) throw new Error('typedoc did not finish without a warning');
  const config = await resolveConfig(TARGET);
  const text = await format(readFileSync(join(folder, 'API.md'), 'utf8'), { ...config, filepath: TARGET });
  if (!process.argv.includes('--check')) {
    writeFileSync(TARGET, text);
  } else if (readFileSync(TARGET, 'utf8') !== text) {
    console.error(`${TARGET} is not what the source says: run npm run docs`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
