/** Tables come into being at the end of a run: killed before, amid and after it, a resume makes the same of them. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fixturePath, ROOT } from '../../support/fixtures.js';
import { killCli, KILLS } from '../../support/kill-cli.js';
import { beside } from '../../support/resume-files.js';
import type { CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';
import { seeded } from '../../support/seeded.js';
import { uncutRuns } from '../../support/uncut-runs.js';

const CLIPS = readdirSync(join(ROOT, 'examples/clips')).map((name) => join(ROOT, 'examples/clips', name));
const OUTPUTS = ['out.parquet', 'out.sqlite'];

function linkVideos(folder: string): void {
  mkdirSync(join(folder, 'videos'));
  [...CLIPS, fixturePath('clips/empty.mp4')].forEach((clip, i) =>
    symlinkSync(clip, join(folder, `videos/${(i * 7) % 11}.mp4`)),
  );
}

const args = (output: string, ...more: string[]): string[] => [
  ...['tag', 'videos', '--model', 'tiny-shapes', '--labels', join(ROOT, 'examples/labels.txt')],
  ...['--top-k', '3', '--every', '0.5', '-o', output, ...more],
];
const runs = uncutRuns({ fill: linkVideos, outputs: OUTPUTS, args });
const tag = (output: string, ...more: string[]): Promise<CliResult> =>
  runHere(args(output, ...more), { cwd: runs.folder });

describe.each(OUTPUTS)('xclip tag -o %s --resume', (output) => {
  test(
    `completes what SIGKILL left at any of ${KILLS} moments, to the byte`,
    async () => {
      const random = seeded(output.length);
      const rowBytes = 150 * 11 * 3 * 3;
      for (let kill = 0; kill < KILLS; kill++) {
        for (const file of beside(runs.folder, output)) rmSync(join(runs.folder, file));
        // Amid the rows; amid the making of the table.
        const moment =
          kill % 2 === 0
            ? { file: join(runs.folder, `${output}.tail.jsonl`), sizeBytes: random() * rowBytes, thenMs: 0 }
            : { file: join(runs.folder, `${output}.part`), sizeBytes: 0, thenMs: 0 };
        const { killed } = await killCli(args(output), { cwd: runs.folder, moment });
        expect(killed).toBe(true);
        const again = await tag(output);
        expect(again).toMatchObject({ status: 1 });
        expect(again.stderr).toContain(`${output} exists already`);
        expect((await tag(output, '--resume')).status).toBe(3);
        runs.expectUncut(output);
      }
    },
    120_000 + KILLS * 10_000,
  );

  test('adds what is new, drops what went, and changes nothing where all is done', async () => {
    runs.finish(output);
    expect(existsSync(join(runs.folder, `${output}.tail.jsonl`))).toBe(false);
    expect((await tag(output, '--resume')).status).toBe(3);
    runs.expectUncut(output);
    copyFileSync(CLIPS[3] ?? '', join(runs.folder, 'videos/5-new.mp4'));
    rmSync(join(runs.folder, 'videos/2.mp4'));
    const { status, stderr } = await tag(output, '--resume');
    expect({ status, stderr }).toMatchObject({ status: 3 });
    await runs.expectWhole(output);
  });

  test('after Ctrl-C there is a table of what is finished, which is gone on with', async () => {
    const moment = { file: join(runs.folder, `${output}.tail.jsonl`), sizeBytes: 500, thenMs: 0 };
    const cut = await killCli(args(output), { cwd: runs.folder, moment, signal: 'SIGINT' });
    expect(cut.status).toBe(130);
    expect(statSync(join(runs.folder, output)).size).toBeGreaterThan(0);
    expect(beside(runs.folder, output)).not.toContain(`${output}.tail.jsonl`);
    expect((await tag(output, '--resume')).stderr).not.toContain('cut off');
    runs.expectUncut(output);
  });

  test('does videos again whose rows someone changed', async () => {
    runs.finish(output);
    copyFileSync(join(runs.folder, 'videos/1.mp4'), join(runs.folder, output));
    expect((await tag(output, '--resume')).status).toBe(3);
    runs.expectUncut(output);
  });
});

test('a table needs a regular file, and says so before any work', async () => {
  const { status, stderr } = await runHere(args('/dev/null', '--format', 'sqlite'), { cwd: runs.folder });
  expect(status).toBe(2);
  expect(stderr).toBe(
    'xclip: --format sqlite needs a regular file, which /dev/null is not; choose another --output, or --format csv or jsonl\n',
  );
});

test('where SQLite gets no memory, one error says so, and no video is tagged in vain', () => {
  const command = [process.execPath, join(ROOT, 'bin/run.js'), ...args('out.db')];
  const limited = `ulimit -v 9000000; exec "$0" "$@"`;
  const { status, stderr } = spawnSync('bash', ['-c', limited, ...command], {
    cwd: runs.folder,
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^xclip: SQLite cannot be loaded: .*; or write \.parquet, \.csv or \.jsonl$/m);
  expect(existsSync(join(runs.folder, 'out.db'))).toBe(false);
});

test('a link stays a link, to the table', async () => {
  mkdirSync(join(runs.folder, 'elsewhere'));
  writeFileSync(join(runs.folder, 'elsewhere/out.parquet'), '');
  symlinkSync('elsewhere/out.parquet', join(runs.folder, 'out.parquet'));
  expect((await tag('out.parquet', '--overwrite')).status).toBe(3);
  expect(readdirSync(join(runs.folder, 'elsewhere'))).toEqual(['out.parquet']);
  const whole = readFileSync(join(runs.uncutFolder, 'out.parquet'));
  expect(readFileSync(join(runs.folder, 'elsewhere/out.parquet')).equals(whole)).toBe(true);
});
