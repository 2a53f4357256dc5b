import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../support/fixtures.js';
import { tempFolder } from '../support/temp-folder.js';

const CRUISER = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const RULES = join(ROOT, 'scripts/import-rules.mjs');

/** A house of its own: each file of `src` and the names that it imports. Resolves to what the rules say of it. */
async function check(files: Record<string, readonly string[]>): Promise<string[]> {
  const folder = tempFolder();
  writeFileSync(join(folder, 'tsconfig.json'), '{"compilerOptions":{"module":"NodeNext"}}');
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const [file, imports] of Object.entries(files)) {
    const path = join(folder, 'src', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      imports.map((name, i) => `import type { T${i} } from '${name}';`).join('\n') + '\nexport {};\n',
    );
  }
  const output = await new Promise<string>((resolve, reject) => {
    const options = { cwd: folder };
    execFile(
      process.execPath,
      [CRUISER, '--config', RULES, '-T', 'json', 'src'],
      options,
      (error, stdout) => {
        if (stdout === '') reject(error ?? new Error('nothing came'));
        else resolve(stdout);
      },
    );
  });
  const { summary } = JSON.parse(output) as { summary: Summary };
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

interface Summary {
  violations: { rule: { name: string }; from: string; to: string }[];
}

it('lets imports fall from floor to floor', async () => {
  const house = {
    'commands/tag.ts': ['../cli/tag/run.js', '../errors.js'],
    'cli/tag/run.ts': ['../../pipeline/read.js', '../flags/engine.js', '@oclif/core'],
    'cli/flags/engine.ts': ['../../output/csv.js'],
    'output/csv.ts': ['../pipeline/read.js', '../files/open.js'],
    'pipeline/read.ts': ['../media/pool.js', '../store/rows.js'],
    'media/pool.ts': ['../image/resize.js'],
    'store/rows.ts': ['hyparquet'],
    'image/resize.ts': ['../errors.js'],
    'files/open.ts': [],
    'check-result.ts': ['./errors.js'],
    'errors.ts': [],
  };
  expect(await check(house)).toEqual([]);
});

it('finds circles of types, and imports upwards, from a neighbour and from a room without a floor', async () => {
  const house = {
    'cli/run/report.ts': ['../tag/request.js'],
    'cli/tag/request.ts': ['../embed/request.js'],
    'cli/embed/request.ts': ['../numbers.js'],
    'cli/numbers.ts': [],
    'output/csv.ts': ['./formats.js'],
    'output/formats.ts': ['./csv.js'],
    'pipeline/read.ts': ['../output/csv.js', '../cellar/wine.js'],
    'media/pool.ts': ['../hub/download.js', 'onnxruntime-node'],
    'hub/download.ts': [],
    'cellar/wine.ts': [],
    'errors.ts': ['./check-result.js'],
    'check-result.ts': [],
  };
  expect((await check(house)).sort()).toEqual([
    'every-imported-room-has-a-floor: src/cli/embed/request.ts → src/cli/numbers.ts',
    'every-imported-room-has-a-floor: src/pipeline/read.ts → src/cellar/wine.ts',
    'no-circle: src/output/csv.ts → src/output/formats.ts',
    'only-downwards-from-cli/run: src/cli/run/report.ts → src/cli/tag/request.ts',
    'only-downwards-from-cli/tag: src/cli/tag/request.ts → src/cli/embed/request.ts',
    'only-downwards-from-errors.ts: src/errors.ts → src/check-result.ts',
    'only-downwards-from-media: src/media/pool.ts → src/hub/download.ts',
    'only-downwards-from-pipeline: src/pipeline/read.ts → src/output/csv.ts',
    expect.stringMatching(/^onnxruntime-node-is-known-to-its-keepers-only: src\/media\/pool.ts/),
  ]);
});
