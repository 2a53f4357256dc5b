/** JSON documents for other programs come into being at the end of a run, as tables do, and are gone on with as tables are. */
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fixturePath, ROOT } from '../../support/fixtures.js';
import { killCli } from '../../support/kill-cli.js';
import { beside } from '../../support/resume-files.js';
import type { CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';
import { uncutRuns } from '../../support/uncut-runs.js';

const CLIPS = readdirSync(join(ROOT, 'examples/clips')).map((name) => join(ROOT, 'examples/clips', name));

const args = (output: string, ...more: string[]): string[] => [
  ...['tag', 'videos', '--model', 'tiny-shapes', '--labels', join(ROOT, 'examples/labels.txt')],
  ...['--top-k', '2', '--every', '0.5', '--format', output.replace(/\..*/, ''), '-o', output, ...more],
];
const runs = uncutRuns({
  fill: (folder) => {
    mkdirSync(join(folder, 'videos'));
    [...CLIPS.slice(0, 6), fixturePath('clips/empty.mp4')].forEach((clip, i) =>
      symlinkSync(clip, join(folder, `videos/${(i * 3) % 7}.mp4`)),
    );
  },
  outputs: ['fiftyone.json', 'labelstudio.json'],
  args,
});
const tag = (output: string, ...more: string[]): Promise<CliResult> =>
  runHere(args(output, ...more), { cwd: runs.folder });

describe.each(['fiftyone.json', 'labelstudio.json'])('xclip tag -o %s --resume', (output) => {
  test('completes what SIGKILL left, to the byte', async () => {
    for (const file of [`${output}.tail.jsonl`, `${output}.part`]) {
      for (const file of beside(runs.folder, output)) rmSync(join(runs.folder, file));
      const moment = { file: join(runs.folder, file), sizeBytes: 0, thenMs: 0 };
      const { killed } = await killCli(args(output), { cwd: runs.folder, moment });
      expect(killed).toBe(true);
      expect((await tag(output, '--resume')).status).toBe(3);
      runs.expectUncut(output);
    }
  }, 60_000);

  test('adds what is new, drops what went, and changes nothing where all is done', async () => {
    runs.finish(output);
    expect((await tag(output, '--resume')).status).toBe(3);
    runs.expectUncut(output);
    copyFileSync(CLIPS[7] ?? '', join(runs.folder, 'videos/5-new.mp4'));
    rmSync(join(runs.folder, 'videos/3.mp4'));
    const { status, stderr } = await tag(output, '--resume');
    expect(status, stderr).toBe(3);
    const { counts } = JSON.parse(readFileSync(join(runs.folder, `${output}.run.json`), 'utf8')) as {
      counts: { reused: number };
    };
    expect(counts.reused).toBe(6);
    await runs.expectWhole(output);
  });
});

test('the name of the model, which stands in tasks, is compared', async () => {
  runs.finish('labelstudio.json');
  const other = args('labelstudio.json', '--resume', '--model', join(ROOT, 'models/tiny-shapes'));
  const { status, stderr } = await runHere(other, { cwd: runs.folder });
  expect(status).toBe(1);
  expect(stderr).toContain('model');
});
