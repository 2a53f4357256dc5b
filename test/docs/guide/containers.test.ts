/** What can be held against Dockerfile and .dockerignore without Docker. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../support/fixtures.js';

const lines = (name: string): string[] => readFileSync(join(ROOT, name), 'utf8').split('\n');
const admitted = lines('.dockerignore')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

/** Of the repository, what neither the package nor its making needs. */
const LEFT_OUT = [
  ...[
    '.ci',
    '.dockerignore',
    '.gitignore',
    '.prettierignore',
    '.prettierrc.json',
    'CONTRIBUTING.md',
    'Dockerfile',
  ],
  ...['action.yml', 'bench', 'eslint.config.js', 'test', 'vitest.config.ts', 'vitest.unit.config.ts'],
];

describe('.dockerignore', () => {
  test.skipIf(!existsSync(join(ROOT, '.git')))(
    'lets in what the package is made of, and nothing else',
    () => {
      const tracked = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
      const top = [...new Set(tracked.map((path) => path.split('/')[0] ?? ''))];
      expect([...admitted, ...LEFT_OUT].sort()).toEqual(top.sort());
    },
  );
});

describe('Dockerfile', () => {
  const stages = readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
    .split(/^FROM /m)
    .slice(1);

  test('what is run is the last stage, and the one for CUDA, neither as root', () => {
    const run = stages.filter((stage) => stage.includes('ENTRYPOINT'));
    expect(run.map((stage) => stage.split('\n')[0])).toEqual([
      '${CUDA_IMAGE} AS cuda',
      '${NODE_IMAGE} AS cpu',
    ]);
    expect(stages.at(-1)).toBe(run.at(-1));
    for (const stage of run) {
      expect(stage.match(/^USER .*$/gm)).toEqual(['USER 1000:1000']);
      expect(stage).toContain('\nVOLUME /cache\n');
    }
  });

  test('copies from the repository what .dockerignore lets in', () => {
    const copied = [...readFileSync(join(ROOT, 'Dockerfile'), 'utf8').matchAll(/^COPY (?!--from)(.*) \S+$/gm)]
      .flatMap(([, names = '']) => names.split(' '))
      .filter((name) => name !== '.');
    expect(copied).toContain('package-lock.json');
    for (const name of copied) expect(admitted).toContain(name);
  });
});
