import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, fixturePath } from '../../support/fixtures.js';
import { killCli, KILLS } from '../../support/kill-cli.js';
import { beside, unlinked } from '../../support/resume-files.js';
import type { CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';
import { seeded } from '../../support/seeded.js';
import { uncutRuns } from '../../support/uncut-runs.js';

const CLIPS = readdirSync(join(ROOT, 'examples/clips')).map((name) => join(ROOT, 'examples/clips', name));
const BROKEN = ['empty.mp4', 'audio-only.mp4'].map((name) => fixturePath(`clips/${name}`));
const COPIES = 2;
const SETTINGS = ['--model', 'tiny-shapes', '--labels', join(ROOT, 'examples/labels.txt'), '--top-k', '2'];

/** 20 good clips and 4 broken files. */
function linkVideos(folder: string): void {
  for (let copy = 0; copy < COPIES; copy++) {
    mkdirSync(join(folder, `videos/${copy}`), { recursive: true });
    [...CLIPS, ...BROKEN].forEach((clip, i) =>
      symlinkSync(clip, join(folder, `videos/${copy}/${(i * 7) % 12}.mp4`)),
    );
  }
}

const args = (output: string, ...more: string[]): string[] => [
  'tag',
  'videos',
  ...SETTINGS,
  '-o',
  output,
  ...more,
];
const runs = uncutRuns({ fill: linkVideos, outputs: ['out.csv', 'out.jsonl'], args });
const tag = (output: string, ...more: string[]): Promise<CliResult> =>
  runHere(args(output, ...more), { cwd: runs.folder });
const read = (name: string, from = runs.folder): string => readFileSync(join(from, name), 'utf8');
const linesOf = (name: string): string[] => read(name).trimEnd().split('\n');
const report = (output: string): unknown => JSON.parse(read(`${output}.run.json`));

describe('xclip tag --resume', () => {
  test(
    `completes what SIGKILL left at any of ${KILLS} moments, to the byte`,
    async () => {
      const random = seeded(20_26);
      let cut = 0;
      for (let i = 0; i < KILLS; i++) {
        const name = i % 2 === 0 ? 'out.csv' : 'out.jsonl';
        for (const file of beside(runs.folder, name)) rmSync(join(runs.folder, file));
        // Mostly amid the writing; at times before it or in the moment of beginning.
        const moment = {
          file: join(runs.folder, i % 5 === 4 ? `${name}.journal` : name),
          sizeBytes: i % 5 === 4 ? 0 : Math.floor(random() * read(name, runs.uncutFolder).length),
          thenMs: random() * 20,
        };
        if ((await killCli(args(name), { cwd: runs.folder, moment })).killed) cut++;
        const { status, stderr } = await tag(name, '--resume');
        expect(status, `kill ${i}: ${stderr}`).toBe(3);
        runs.expectUncut(name);
        expect(report(name)).toMatchObject({ counts: { videos: 24, ok: 20, failed: 4, clips: 20 } });
      }
      expect(cut).toBeGreaterThan(KILLS / 2);
    },
    120_000 + KILLS * 10_000,
  );

  test('survives five kills in a row, also while it copies what is kept', async () => {
    const half = read('out.csv', runs.uncutFolder).length / 2;
    // A video goes and comes again in the midst: what lies behind it is put aside, and copied.
    const video = join(runs.folder, 'videos/0/3.mp4');
    let killed = 0;
    for (let i = 0; i < 5; i++) {
      if (i % 2 === 1) renameSync(video, `${video}.hidden`);
      const moment = { file: join(runs.folder, 'out.csv'), sizeBytes: half, thenMs: 3 * i };
      const more = i === 0 ? [] : ['--resume'];
      if ((await killCli(args('out.csv', ...more), { cwd: runs.folder, moment })).killed) killed++;
      if (i % 2 === 1) renameSync(`${video}.hidden`, video);
    }
    expect(killed).toBeGreaterThanOrEqual(3);
    expect((await tag('out.csv', '--resume')).status).toBe(3);
    runs.expectUncut('out.csv');
  });

  test('cuts a torn last line, says so once, and does not do again what is whole', async () => {
    runs.finish('out.csv');
    // As if the machine had stopped in the middle of a row and of the journal's line for it.
    const journal = linesOf('out.csv.journal');
    const kept = journal.slice(0, 12);
    const { rows_end: end } = JSON.parse(kept.at(-1) ?? '') as { rows_end: number };
    truncateSync(join(runs.folder, 'out.csv'), end + 17);
    writeFileSync(
      join(runs.folder, 'out.csv.journal'),
      `${kept.join('\n')}\n${journal[12]?.slice(0, 30) ?? ''}`,
    );
    const { status, stderr } = await tag('out.csv', '--resume');
    expect(status).toBe(3);
    expect(
      stderr.match(/out\.csv: its last 17 bytes, of a video left unfinished, are cut off/g),
    ).toHaveLength(1);
    runs.expectUncut('out.csv');
    expect(report('out.csv')).toMatchObject({ counts: { videos: 24, reused: 10 } });
  });

  test('does videos again that changed, adds new ones in their places, and drops those that went', async () => {
    runs.finish('out.jsonl');
    utimesSync(unlinked(join(runs.folder, 'videos/0/4.mp4')), new Date(), new Date(2001, 1));
    copyFileSync(CLIPS[3] ?? '', join(runs.folder, 'videos/1/0-new.mp4'));
    rmSync(join(runs.folder, 'videos/1/7.mp4'));
    expect((await tag('out.jsonl', '--resume')).status).toBe(3);
    expect(report('out.jsonl')).toMatchObject({ counts: { videos: 24, reused: 22 } });
    await runs.expectWhole('out.jsonl');
  });

  test('tries failed videos again only with --retry-failed', async () => {
    runs.finish('out.csv');
    const [first] = failedVideos('out.csv');
    const video = join(runs.folder, first ?? '');
    const mtime = new Date(2020, 1);
    // Whole now, but by its size and time the same file: only --retry-failed looks at it again.
    const good = readFileSync(CLIPS[0] ?? '');
    rmSync(video);
    writeFileSync(video, Buffer.alloc(good.length));
    utimesSync(video, mtime, mtime);
    await tag('out.csv', '--resume');
    writeFileSync(video, good);
    utimesSync(video, mtime, mtime);
    await tag('out.csv', '--resume');
    expect(failedVideos('out.csv')).toContain(first);
    expect(report('out.csv')).toMatchObject({ counts: { failed: 4, reused: 24 } });
    await tag('out.csv', '--resume', '--retry-failed');
    expect(failedVideos('out.csv')).not.toContain(first);
    expect(report('out.csv')).toMatchObject({ counts: { failed: 3, reused: 20 } });
    await runs.expectWhole('out.csv');
  });

  test('refuses other settings, naming them, and touches nothing', async () => {
    runs.finish('out.csv');
    const before = beside(runs.folder, 'out.csv').map((name) => read(name));
    writeFileSync(join(runs.folder, 'other.txt'), 'a red circle moving left\na dog\n');
    const others = [
      'tag',
      'videos',
      '--model',
      'tiny-shapes',
      '--labels',
      'other.txt',
      '--top-k',
      '3',
      '--seed',
      '1',
    ];
    const { status, stderr } = await runHere([...others, '-o', 'out.csv', '--resume'], { cwd: runs.folder });
    expect(status).toBe(1);
    expect(stderr).toContain('out.csv was begun with other settings: labels: number 2 was ');
    expect(stderr).toContain('is "a dog"');
    expect(stderr).toContain('top-k was 2, is 3');
    expect(stderr).toContain('seed was 0, is 1');
    expect(beside(runs.folder, 'out.csv').map((name) => read(name))).toEqual(before);
    const { stderr: byDecoder } = await tag('out.csv', '--resume', '--decoder', 'ffmpeg');
    expect(byDecoder).toContain('decoder.engine was "native", is "ffmpeg"');
    const { stderr: byModel } = await runHere(
      args('out.csv', '--resume').with(3, fixturePath('checkpoints/base')),
      { cwd: runs.folder },
    );
    expect(byModel).toContain('model files.config.json was ');
    expect(beside(runs.folder, 'out.csv').map((name) => read(name))).toEqual(before);
  });

  test('takes no output for resumable whose rows someone changed', async () => {
    runs.finish('out.csv');
    writeFileSync(
      join(runs.folder, 'out.csv'),
      read('out.csv').replace('0.9', '0.1').replace('video,', 'vidéo,'),
    );
    expect((await tag('out.csv', '--resume')).status).toBe(3);
    runs.expectUncut('out.csv');
  });

  test('begins anew where there is nothing, and adds nothing where all is done', async () => {
    expect((await tag('out.csv', '--resume')).status).toBe(3);
    runs.expectUncut('out.csv');
    expect((await tag('out.csv', '--resume', '--batch-size', '3', '--decoders', '1')).status).toBe(3);
    expect(report('out.csv')).toMatchObject({ counts: { videos: 24, reused: 24 }, finished: true });
    runs.expectUncut('out.csv');
  });

  test('is told by Ctrl-C, which leaves with 130', async () => {
    const moment = { file: join(runs.folder, 'out.csv'), sizeBytes: 200, thenMs: 0 };
    const cut = await killCli(args('out.csv'), { cwd: runs.folder, moment, signal: 'SIGINT' });
    expect(cut.status).toBe(130);
    expect(cut.stderr).toContain('to resume, run it again with --resume');
    expect(read('out.csv', runs.uncutFolder).startsWith(read('out.csv'))).toBe(true);
    const { stderr } = await tag('out.csv', '--resume');
    expect(stderr).not.toContain('cut off');
    runs.expectUncut('out.csv');
  });

  test.each([
    ['no output', ['--resume'], 2, '--resume needs a file'],
    ['--overwrite', ['-o', 'out.csv', '--resume', '--overwrite'], 2, '--overwrite replaces it'],
    ['--retry-failed alone', ['-o', 'out.csv', '--retry-failed'], 2, 'add --resume'],
    ['a table', ['-o', 'out.txt', '--format', 'table', '--resume'], 2, 'does not know --format table'],
    [
      'an output of no journal',
      ['-o', 'foreign.csv', '--resume'],
      1,
      'foreign.csv is there without foreign.csv.journal',
    ],
    ['a journal that is none', ['-o', 'odd.csv', '--resume'], 1, 'odd.csv.journal is not a journal'],
    ['a device', ['-o', '/dev/null', '--format', 'csv', '--resume'], 2, 'it is not a regular file'],
  ])('refuses %s', async (_what, more, expected, message) => {
    writeFileSync(join(runs.folder, 'foreign.csv'), 'mine\n');
    writeFileSync(join(runs.folder, 'odd.csv.journal'), '{"xclip_journal":99}\n');
    const { status, stderr } = await runHere(['tag', 'videos', ...SETTINGS, ...more], { cwd: runs.folder });
    expect({ status, stderr }).toEqual({
      status: expected,
      stderr: expect.stringContaining(message) as string,
    });
    expect(read('foreign.csv')).toBe('mine\n');
  });
});

function failedVideos(output: string): string[] {
  return linesOf(`${output}.errors.jsonl`).map((line) => (JSON.parse(line) as { video: string }).video);
}
