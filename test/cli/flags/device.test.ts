import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../support/fixtures.js';
import type { CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

const CLIPS = join(ROOT, 'examples/clips');
const COMMON = [
  CLIPS,
  '--model',
  'tiny-shapes',
  '--labels',
  join(ROOT, 'examples/labels.txt'),
  '--top-k',
  '1',
];
const tag = (...args: string[]): Promise<CliResult> =>
  runHere(['tag', ...COMMON, ...args], { withDevice: true });

describe('--device', () => {
  test('says what it took and why, on stderr and in the run file', async () => {
    const output = join(tempFolder(), 'out.csv');
    const { status, stderr } = await tag('--device', 'cpu', '-o', output);
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'xclip: device: the CPU (asked for)\n' });
    const run = JSON.parse(readFileSync(`${output}.run.json`, 'utf8')) as Record<string, unknown>;
    expect(run.device).toEqual({ name: 'cpu', why: 'asked for', clips_per_call: 1 });
    expect(run.settings).toMatchObject({ device: 'cpu', 'batch-size': 1 });
  });

  test('that cannot run here is an error with the reason, and nothing is written', async () => {
    const device = process.platform === 'linux' ? 'coreml' : 'tensorrt';
    const { status, stdout, stderr } = await tag('--device', device);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^xclip: --device \w+ cannot run here: \w+ is not for \w+; .+\n$/);
  });

  test.each([
    ['--device', 'gpu'],
    ['--device', 'cpu', '--precision', 'fp16'],
    ['--device', 'webgpu', '--precision', 'int8'],
    ['--batch-size', '0'],
    ['--batch-size', '1025'],
    ['--batch-size', '-1'],
    ['--batch-size', '1e2'],
    ['--batch-size', ''],
  ])('%s %s %s %s is a usage error', async (...flags) => {
    const { status, stdout } = await tag(...flags.filter((flag) => typeof flag === 'string'));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  test('a batch changes no byte', async () => {
    const [one, many] = await Promise.all([tag(), tag('--batch-size', '7')]);
    expect(many.stdout).toBe(one.stdout);
    expect(one.stdout.split('\n').length).toBeGreaterThan(10);
  });
});
