/** Outputs that cannot be written, at the beginning or in the middle: one clear line, and nothing half said. */
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixturePath } from '../../support/fixtures.js';
import { mountSmall, resizeDisk } from '../../support/mount-small.js';
import { familyMark, leftOf } from '../../support/process-table.js';
import { runCli, type CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

const MODEL = ['--model', fixturePath('checkpoints/base')];
const LABELS = ['--label', 'dancing', '--label', 'cooking'];
const mark = familyMark();

let folder: string;

beforeEach(() => {
  folder = tempFolder();
  mkdirSync(join(folder, 'videos'));
  cpSync(fixturePath('clips/five-frames.mp4'), join(folder, 'videos/a.mp4'));
  cpSync(fixturePath('clips/text.mp4'), join(folder, 'videos/b.mp4'));
  symlinkSync('/proc/self/mem', join(folder, 'broken.csv'));
});

/** Where the output is a device, what stands beside it is no place for files. */
afterEach(() => rmSync('/dev/full.errors.jsonl', { force: true }));

async function run(
  command: 'tag' | 'embed',
  more: readonly string[],
  start: typeof runCli = runHere,
): Promise<CliResult> {
  const labels = command === 'tag' ? LABELS : [];
  const result = await start([command, 'videos', ...MODEL, ...labels, ...more], { cwd: folder, env: mark });
  expect(await leftOf(mark, 2000)).toEqual([]);
  expect(result.stderr).not.toContain('    at ');
  return result;
}

describe('an output that cannot be written', () => {
  test.each([
    ['a full disk', ['-o', '/dev/full'], /\/dev\/full cannot be written: ENOSPC/],
    ['a broken disk', ['-o', 'broken.csv', '--overwrite'], /broken.csv cannot be written: EIO/],
    [
      'a folder that nobody may write',
      ['-o', '/sys/out.csv'],
      /\/sys\/out.csv cannot be written: E(ACCES|PERM|ROFS)/,
    ],
    ['no folder', ['-o', 'no/out.csv'], /no\/out.csv cannot be written: its folder does not exist/],
  ])('to %s', async (_what, output, says) => {
    for (const command of ['tag', 'embed'] as const) {
      const format = ['--format', command === 'embed' ? 'jsonl' : 'csv'];
      const { status, stdout, stderr } = await run(command, [...output, ...format]);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      const lines = stderr.trim().split('\n');
      expect(lines.at(-1)).toMatch(says);
      expect(lines.length).toBe(1);
    }
  });

  test.each(['parquet', 'npy'])('to a full disk, as %s', async (format) => {
    const { status, stderr } = await run('embed', ['-o', '/dev/full', '--format', format]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/xclip: \/dev\/full.* cannot be written: .*\n$/);
  });

  test.each([
    ['errors.jsonl', 'out.csv.errors.jsonl'],
    ['run.json', 'out.csv.run.json'],
  ])('because %s is a folder', async (_what, name) => {
    mkdirSync(join(folder, name, 'inside'), { recursive: true });
    const { status, stderr } = await run('tag', ['-o', 'out.csv']);
    expect(status).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toMatch(new RegExp(`^xclip: ${name} cannot be written`));
    expect(readdirSync(join(folder, name))).toEqual(['inside']);
  });
});

describe('a disk that fills while the run goes on', () => {
  const MANY = 120;

  test.for<[string, string, number]>([
    ['out.jsonl', '16k', MANY],
    ['out.csv', '24k', MANY],
    // Not even room for the output's first line.
    ['out.csv', '4k', 3],
  ])('holds a beginning of %s in %s, and all once there is room', async ([name, size, count], context) => {
    const disk = join(folder, 'disk');
    if (!mountSmall(disk, size)) context.skip('mounting is not allowed here');
    for (let i = 0; i < count; i++) linkSync(join(folder, 'videos/a.mp4'), join(folder, `videos/c${i}.mp4`));
    expect((await run('tag', ['-o', name])).status).toBe(3);
    const read = (suffix: string, place = 'disk'): string =>
      readFileSync(join(folder, place, name + suffix), 'utf8');

    // The second time it is as full as the first.
    for (const more of [[], ['--resume']]) {
      const { status, stderr } = await run('tag', ['-o', `disk/${name}`, ...more], runCli);
      expect(status).toBe(1);
      const says = new RegExp(`^xclip: disk/${name}(.errors.jsonl|.journal)? cannot be written: ENOSPC.*$`);
      expect(stderr.trim().split('\n').at(-1)).toMatch(says);
      expect(read('', '.').startsWith(read(''))).toBe(true);
      if (count === MANY) expect(read('').split('\n').length).toBeGreaterThan(10);
      expect(existsSync(join(disk, `${name}.run.json`))).toBe(false);
    }

    resizeDisk(disk, '1m');
    expect((await run('tag', ['-o', `disk/${name}`, '--resume'])).status).toBe(3);
    for (const suffix of ['', '.errors.jsonl', '.journal']) expect(read(suffix)).toBe(read(suffix, '.'));
  });
});
