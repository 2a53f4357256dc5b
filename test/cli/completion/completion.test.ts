/** What shells make of `xclip completion`, where they are here: bash is everywhere, zsh and fish may not be. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
const scripts = new Map<string, string>();

beforeAll(async () => {
  for (const shell of SHELLS) {
    const { status, stdout } = await runHere(['completion', shell]);
    expect(status).toBe(0);
    scripts.set(shell, stdout);
  }
});

function scriptFile(shell: string): string {
  const path = join(tempFolder(), `xclip.${shell}`);
  writeFileSync(path, scripts.get(shell) ?? '');
  return path;
}

const has = (shell: string): boolean => spawnSync(shell, ['--version']).error === undefined;

/** What is offered for the last word. */
function inBash(...words: string[]): string[] {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const line = `source '${scriptFile('bash')}'; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _xclip_tagger 2>/dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', line], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter(Boolean);
}

function inFish(typed: string): string[] {
  const line = `source '${scriptFile('fish')}'; complete -C '${typed}'`;
  const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', line], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout
    .split('\n')
    .map((found) => found.split('\t')[0] ?? '')
    .filter(Boolean);
}

const CASES: [string[], string[]][] = [
  [['xclip', 'ta'], ['tag']],
  [['xclip', 'models', 'pu'], ['pull']],
  [['xclip', 'models', 'pull', '--rev'], ['--revision']],
  [['xclip', 'tag', '--scor'], ['--scores']],
  [
    ['xclip', 'tag', '--scores', 's'],
    ['sigmoid', 'softmax'],
  ],
  [['xclip', 'embed', '--no-cont'], ['--no-context']],
  [['xclip', 'doctor', '--scor'], []],
];

describe.skipIf(!has('bash'))('bash', () => {
  test.each(CASES)('%j is completed by %j', (words, offered) => {
    expect(inBash(...words).sort()).toEqual(offered);
  });

  test('files, where no flag begins, by both names of the command', () => {
    expect(inBash('xclip', 'tag', 'exam')).toEqual(['examples']);
    expect(scripts.get('bash')).toMatch(/^complete -F _xclip_tagger xclip xclip-tagger$/m);
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  test.each(CASES)('%j is completed by %j', (words, offered) => {
    expect(inFish(words.join(' ')).sort()).toEqual(offered);
  });
});

test.skipIf(!has('zsh'))('zsh can read its script', () => {
  const { status, stderr } = spawnSync('zsh', ['-n', scriptFile('zsh')], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test.each(SHELLS)('%s knows every command and flag', (shell) => {
  const script = scripts.get(shell) ?? '';
  for (const word of ['tag', 'embed', 'verify', 'frame-sample-rate', 'no-context', 'retry-failed'])
    expect(script).toContain(word);
});

test('another shell is refused', async () => {
  const { status, stderr } = await runHere(['completion', 'tcsh']);
  expect(status).toBe(2);
  expect(stderr).toContain('tcsh');
});
