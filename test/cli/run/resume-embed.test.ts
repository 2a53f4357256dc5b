/** `embed --resume` in each of its formats. */
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fixturePath } from '../../support/fixtures.js';
import { killCli, KILLS } from '../../support/kill-cli.js';
import { mountSmall, resizeDisk } from '../../support/mount-small.js';
import { beside, expectSame, unlinked } from '../../support/resume-files.js';
import type { CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';
import { seeded } from '../../support/seeded.js';
import { uncutRuns } from '../../support/uncut-runs.js';

/** 40 clips each. */
const CLIPS = ['carphone.mp4', 'h264.mkv', 'vp9.webm', 'mpeg4.avi', 'fragmented.mp4'];
const BROKEN = ['empty.mp4', 'audio-only.mp4'];
const COPIES = 3;
/** Together more than a row group of a store has rows. */
const COUNTS = { videos: 18, ok: 15, failed: 3, clips: 600 };
const SETTINGS = ['--model', fixturePath('checkpoints/base'), '--every', '0.02'];
const OUTPUTS = ['out.npy', 'out.parquet', 'out.jsonl'];

function linkVideos(folder: string): void {
  for (let copy = 0; copy < COPIES; copy++) {
    mkdirSync(join(folder, `videos/${copy}`), { recursive: true });
    const broken = BROKEN.slice(copy % 2, (copy % 2) + 1);
    [...CLIPS, ...broken].forEach((clip, i) => {
      const extension = clip.split('.').at(-1) ?? '';
      symlinkSync(fixturePath(`clips/${clip}`), join(folder, `videos/${copy}/${(i * 5) % 6}.${extension}`));
    });
  }
}

const args = (output: string, ...more: string[]): string[] => [
  'embed',
  'videos',
  ...SETTINGS,
  '-o',
  output,
  ...more,
];

const runs = uncutRuns({ fill: linkVideos, outputs: OUTPUTS, args });

function embed(cwd: string, output: string, ...more: string[]): Promise<CliResult> {
  return runHere(args(output, ...more), { cwd });
}

const counts = (output: string): unknown =>
  (JSON.parse(readFileSync(join(runs.folder, `${output}.run.json`), 'utf8')) as { counts: unknown }).counts;

test(
  `embeds completely what SIGKILL left at any of ${KILLS} moments, to the byte`,
  async () => {
    const random = seeded(20_27);
    let cut = 0;
    for (let i = 0; i < KILLS; i++) {
      const name = OUTPUTS[i % 3] ?? '';
      for (const file of beside(runs.folder, name)) rmSync(join(runs.folder, file));
      // The journal grows evenly, a store by whole groups.
      const file = join(runs.folder, `${name}.journal`);
      const sizeBytes = Math.floor(random() * statSync(join(runs.uncutFolder, `${name}.journal`)).size);
      const moment = { file, sizeBytes, thenMs: random() * 60 };
      if ((await killCli(args(name), { cwd: runs.folder, moment })).killed) cut++;
      const { status, stderr } = await embed(runs.folder, name, '--resume');
      expect(status, `kill ${i}: ${stderr}`).toBe(3);
      runs.expectUncut(name);
      expect(counts(name)).toMatchObject(COUNTS);
    }
    expect(cut).toBeGreaterThan(KILLS / 2);
  },
  120_000 + KILLS * 20_000,
);

describe.each(['out.npy', 'out.parquet'])('xclip embed -o %s --resume', (output) => {
  test('does videos again that changed, adds new ones in their places, and drops those that went', async () => {
    runs.finish(output);
    utimesSync(unlinked(join(runs.folder, 'videos/1/0.mp4')), new Date(), new Date(2001, 1));
    copyFileSync(fixturePath('clips/five-frames.mp4'), join(runs.folder, 'videos/0/3-new.mp4'));
    rmSync(join(runs.folder, 'videos/2/5.mkv'));
    expect((await embed(runs.folder, output, '--resume')).status).toBe(3);
    expect(counts(output)).toMatchObject({ videos: 18, reused: 16 });
    await runs.expectWhole(output);
  });

  test('refuses other settings, naming them, and touches nothing', async () => {
    runs.finish(output);
    const before = beside(runs.folder, output).map((name) => readFileSync(join(runs.folder, name), 'latin1'));
    const { status, stderr } = await embed(runs.folder, output, '--resume', '--normalize', '--seed', '1');
    expect(status).toBe(1);
    expect(stderr).toContain(`${output} was begun with other settings: `);
    expect(stderr).toContain('embedding.normalized was false, is true');
    expect(stderr).toContain('sampling.seed was 0, is 1');
    expect(
      beside(runs.folder, output).map((name) => readFileSync(join(runs.folder, name), 'latin1')),
    ).toEqual(before);
  });

  test('adds nothing where all is done', async () => {
    runs.finish(output);
    const { status, stderr } = await embed(
      runs.folder,
      output,
      '--resume',
      '--batch-size',
      '3',
      '--decoders',
      '1',
    );
    expect({ status, stderr }).toMatchObject({
      status: 3,
      stderr: expect.not.stringContaining('cut off') as string,
    });
    expect(counts(output)).toMatchObject({ ...COUNTS, reused: 18 });
    runs.expectUncut(output);
  });
});

test('tries failed videos again only with --retry-failed', async () => {
  const [output, video] = ['out.parquet', join(runs.folder, 'videos/0/1.mp4')];
  runs.finish(output);
  // Whole in the end, but by its size and time the same file that failed: only --retry-failed looks at it again.
  const good = readFileSync(fixturePath('clips/five-frames.mp4'));
  const mtime = new Date(2020, 1);
  const put = (bytes: Buffer): void => {
    rmSync(video);
    writeFileSync(video, bytes);
    utimesSync(video, mtime, mtime);
  };
  put(Buffer.alloc(good.length));
  await embed(runs.folder, output, '--resume');
  put(good);
  await embed(runs.folder, output, '--resume');
  expect(counts(output)).toMatchObject({ failed: 3, reused: 18 });
  await embed(runs.folder, output, '--resume', '--retry-failed');
  expect(counts(output)).toMatchObject({ failed: 2, reused: 15 });
  await runs.expectWhole(output);
});

test('cuts rows of a video that was left unfinished, and says so once', async () => {
  const output = 'out.npy';
  runs.finish(output);
  // As if the machine had stopped amid the last video.
  const journal = join(runs.folder, `${output}.journal`);
  const kept = readFileSync(journal, 'utf8').trimEnd().split('\n').slice(0, -2);
  writeFileSync(journal, `${kept.join('\n')}\n{"video":"videos/2`);
  truncateSync(join(runs.folder, output), statSync(join(runs.folder, output)).size - 17);
  const { status, stderr } = await embed(runs.folder, output, '--resume');
  expect(status).toBe(3);
  expect(stderr.match(/out\.npy: its last \d+ rows, of a video left unfinished, are cut off/g)).toHaveLength(
    1,
  );
  runs.expectUncut(output);
});

test('goes on when a full disk has room again', async (context) => {
  const disk = join(runs.folder, 'disk');
  if (!mountSmall(disk, '300k')) context.skip('mounting is not allowed here');
  symlinkSync(join(runs.folder, 'videos'), join(disk, 'videos'));
  const { status, stderr } = await embed(disk, 'out.parquet');
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(
      /cannot be written: ENOSPC.*; make room; .*--resume then completes it\n$/,
    ) as string,
  });
  resizeDisk(disk, '20m');
  await embed(disk, 'out.parquet', '--resume');
  expectSame(disk, runs.uncutFolder, 'out.parquet');
});

test('does not take files that it did not write', async () => {
  writeFileSync(join(runs.folder, 'mine.npy.index.jsonl'), 'mine\n');
  const { status, stderr } = await embed(runs.folder, 'mine.npy', '--resume');
  expect(status).toBe(1);
  expect(stderr).toContain('mine.npy.index.jsonl is there without mine.npy.journal');
  expect(readFileSync(join(runs.folder, 'mine.npy.index.jsonl'), 'utf8')).toBe('mine\n');
});

test('refuses a store of another context', async () => {
  runs.finish('out.parquet');
  const { stderr } = await embed(runs.folder, 'out.parquet', '--resume', '--no-context');
  expect(stderr).toContain('context was {"patches":16}, is not set');
});
