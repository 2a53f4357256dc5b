/** The steps of action.yml, run as GitHub's runner would: bash, inputs as environment variables, outputs in a file. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../../support/fixtures.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

interface Action {
  inputs: Record<string, { description: string; required?: boolean; default?: string }>;
  outputs: Record<string, { description: string; value: string }>;
  runs: { using: string; steps: { id: string; shell: string; env: Record<string, string>; run: string }[] };
}

const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action;
const VIDEOS = ['a-red-circle-moving-left.mp4', 'a-blue-square-growing.mp4'];

let folder: string;
let snapshot: string;

beforeAll(async () => {
  const { stdout } = await runHere([
    ...['tag', ...VIDEOS.map((name) => `examples/clips/${name}`), '--model', 'tiny-shapes'],
    ...['--labels', 'examples/labels.txt', '--top-k', '2', '--format', 'csv'],
  ]);
  snapshot = stdout.replaceAll('examples/clips/', 'clips/');
});

beforeEach(() => {
  folder = tempFolder();
  mkdirSync(join(folder, 'clips'));
  for (const name of VIDEOS) cpSync(join(ROOT, 'examples/clips', name), join(folder, 'clips', name));
  cpSync(join(ROOT, 'examples/labels.txt'), join(folder, 'labels.txt'));
  writeFileSync(join(folder, 'snapshot.csv'), snapshot);
  // The built command in the place of the installed package; an npm that only says what it would install.
  mkdirSync(join(folder, 'bin'));
  symlinkSync(join(ROOT, 'bin/run.js'), join(folder, 'bin/xclip-tagger'));
  writeFileSync(join(folder, 'bin/npm'), '#!/bin/sh\nprintf "%s\\n" "$@" > npm-arguments\n', { mode: 0o755 });
});

const INPUTS = { videos: 'clips', labels: 'labels.txt', snapshot: 'snapshot.csv' };

function runStep(id: string, inputs: Partial<Record<string, string>> = {}) {
  const step = action.runs.steps.find((step) => step.id === id);
  if (step === undefined) throw new Error(`no step ${id}`);
  const defaults = Object.fromEntries(
    Object.entries(action.inputs).map(([name, { default: value }]) => [name, value ?? '']),
  );
  const given: Record<string, string | undefined> = { ...defaults, ...INPUTS, ...inputs };
  const env = Object.fromEntries(
    Object.entries(step.env).map(([name, value]) => [
      name,
      value.replace(/\$\{\{ inputs\.(\w+) \}\}/g, (_, input: string) => given[input] ?? ''),
    ]),
  );
  writeFileSync(join(folder, 'step.sh'), step.run);
  writeFileSync(join(folder, 'outputs'), '');
  // GitHub's own way to call `shell: bash`.
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['--noprofile', '--norc', '-e', '-o', 'pipefail', 'step.sh'],
    {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        ...env,
        GITHUB_OUTPUT: join(folder, 'outputs'),
        PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH ?? ''}`,
      },
    },
  );
  const outputs = Object.fromEntries(
    readFileSync(join(folder, 'outputs'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  return { status, stdout, stderr, outputs };
}

describe('action.yml', () => {
  test('is a composite action whose inputs reach scripts as environment variables only', () => {
    expect(action.runs.using).toBe('composite');
    for (const { run, shell, env } of action.runs.steps) {
      expect(shell).toBe('bash');
      expect(run).not.toContain('${{');
      for (const value of Object.values(env)) expect(value).toMatch(/^(?:skip|\$\{\{ inputs\.\w+ \}\})$/);
    }
    const used = action.runs.steps.flatMap(({ env }) => Object.values(env)).join(' ');
    for (const [name, { description, required, default: value }] of Object.entries(action.inputs)) {
      expect(used).toContain(`\${{ inputs.${name} }}`);
      expect(description).not.toBe('');
      expect(required === true).toBe(value === undefined);
    }
    for (const [name, { value }] of Object.entries(action.outputs))
      expect(value).toBe(`\${{ steps.check.outputs.${name} }}`);
  });

  test('passes on the right snapshot', () => {
    const { status, stderr, outputs } = runStep('check');
    expect({ status, stderr, outputs }).toMatchObject({ status: 0, outputs: { drift: '[]', drifted: '0' } });
  });

  test('fails with 4 on a drifted one, and says what drifted', () => {
    writeFileSync(
      join(folder, 'snapshot.csv'),
      snapshot.replace(/,1,a red.*\n/, ',1,a red circle moving left,0.5,1\n'),
    );
    const { status, stdout, outputs } = runStep('check');
    expect(status).toBe(4);
    expect(outputs.drifted).toBe('1');
    expect(JSON.parse(outputs.drift ?? '')).toMatchObject([
      { video: `clips/${VIDEOS[0] ?? ''}`, clip: 0, difference: expect.stringContaining('0.500') as string },
    ]);
    expect(stdout).toContain(`clips/${VIDEOS[0] ?? ''} (clip 0): `);
    expect(stdout).toContain('::error::1 differences from the snapshot');
    expect(runStep('check', { tolerance: '0.6' }).status).toBe(0);
  });

  test('takes several videos and further arguments, a line each, blank ones left out', () => {
    const videos = `${VIDEOS.map((name) => `clips/${name}`).join('\r\n')}\n\n`;
    expect(runStep('check', { videos, args: '--top-k\n2\n\n--decoders\n1' }).status).toBe(0);
    expect(runStep('check', { args: '--seed\n5' }).status).toBe(4);
    expect(runStep('check', { videos: '\n' })).toMatchObject({ status: 2 });
  });

  test('a run that cannot start fails, with its reason', () => {
    const { status, stdout, outputs } = runStep('check', { labels: 'none.txt' });
    expect(status).toBe(2);
    expect(stdout).toContain('::error::the labels cannot be read');
    expect(outputs).toEqual({ drift: '[]', drifted: '0' });
  });

  const HOSTILE = [
    '$(touch owned)',
    '`touch owned`',
    '"; touch owned; "',
    "'; touch owned; '",
    '\\\ntouch owned',
  ];

  test.each(HOSTILE)('what an input says is not executed: %j', (hostile) => {
    // Bash expands all of them before anything fails.
    const names = ['videos', 'labels', 'snapshot', 'model', 'tolerance', 'args'];
    const inputs = Object.fromEntries(names.map((name) => [name, hostile]));
    expect(runStep('check', inputs).status).toBeGreaterThan(0);
    expect(existsSync(join(folder, 'owned'))).toBe(false);
    expect(runStep('install', { version: hostile }).status).toBe(2);
    expect(existsSync(join(folder, 'owned'))).toBe(false);
    expect(existsSync(join(folder, 'npm-arguments'))).toBe(false);
  });

  test('a video that is named like a flag, or like a command of the runner, is a video', () => {
    const name = '--json\n::error::owned\ndrift=owned.mp4';
    mkdirSync(join(folder, 'odd'));
    cpSync(join(ROOT, 'examples/clips', VIDEOS[0] ?? ''), join(folder, 'odd', name));
    const { status, stdout, outputs } = runStep('check', { videos: 'odd' });
    expect(status).toBe(4);
    expect(stdout.split('\n').filter((line) => line.startsWith('::'))).toHaveLength(1);
    expect(Object.keys(outputs)).toEqual(['drift', 'drifted']);
    expect(runStep('check', { videos: '--overwrite' }).stdout).toContain('--overwrite');
  });

  test.each([
    ['latest', 'xclip-tagger@latest'],
    ['0.1.0', 'xclip-tagger@0.1.0'],
    ['^1.2.3-beta.1', 'xclip-tagger@^1.2.3-beta.1'],
    ['./xclip-tagger-0.1.0.tgz', './xclip-tagger-0.1.0.tgz'],
  ])('installs %s', (version, installed) => {
    expect(runStep('install', { version }).status).toBe(0);
    const npmArguments = readFileSync(join(folder, 'npm-arguments'), 'utf8').trim().split('\n');
    expect(npmArguments).toEqual(['install', '--global', '--no-audit', '--no-fund', installed]);
  });

  test.each(['', '--prefix=/', '../other', 'git+https://example.com/x', 'npm:other@1', '1 || 2'])(
    'refuses the version %j',
    (version) => {
      const { status, stdout } = runStep('install', { version });
      expect(status).toBe(2);
      expect(stdout).toContain('::error::');
    },
  );
});
