import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { beforeEach, describe, expect, test } from 'vitest';
import { fixturePath, ROOT } from '../../support/fixtures.js';
import { killCli, KILLS } from '../../support/kill-cli.js';
import { mountSmall, resizeDisk } from '../../support/mount-small.js';
import type { CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';
import { seeded } from '../../support/seeded.js';
import { tempFolder } from '../../support/temp-folder.js';

const BASE = ['--model', 'tiny-shapes', '--labels', join(ROOT, 'examples/labels.txt'), '--top-k', '2'];
const CLIP = join(ROOT, 'examples/clips/a-red-circle-moving-left.mp4');

let folder: string;
beforeEach(() => {
  folder = tempFolder();
  mkdirSync(join(folder, 'videos/more'), { recursive: true });
  cpSync(CLIP, join(folder, 'videos/a.mp4'));
  cpSync(fixturePath('clips/bikes.mp4'), join(folder, 'videos/more/b.mp4'));
  cpSync(fixturePath('clips/empty.mp4'), join(folder, 'videos/c.mp4'));
});

const tag = (...args: string[]): Promise<CliResult> =>
  runHere(['tag', 'videos', ...BASE, ...args], { cwd: folder });
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const files = (below = '.'): string[] =>
  readdirSync(join(folder, below), { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, below, name)).isFile())
    .sort();
const errors = (output: string): { video: string; code: string; message: string }[] =>
  read(`${output}.errors.jsonl`)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { video: string; code: string; message: string });

describe('xclip tag --sidecar', () => {
  test('writes beside each video in the place of an output', async () => {
    const { status, stdout, stderr } = await tag('--sidecar', 'txt', '--sidecar', 'json');
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain('videos/c.mp4: ');
    expect(files()).toEqual(
      [
        'a.mp4',
        'a.mp4.xclip.json',
        'a.mp4.xclip.txt',
        'c.mp4',
        'more/b.mp4',
        'more/b.mp4.xclip.json',
        'more/b.mp4.xclip.txt',
      ].map((name) => `videos/${name}`),
    );
    const json = JSON.parse(read('videos/a.mp4.xclip.json')) as { clips: unknown[] };
    expect(json).toMatchObject({ xclip_sidecar: 1, model: 'tiny-shapes', video: 'videos/a.mp4' });
    const [line] = (await tag('--format', 'jsonl')).stdout.split('\n');
    expect(json.clips.map((clip) => ({ video: 'videos/a.mp4', ...(clip as object) }))).toEqual([
      JSON.parse(line ?? ''),
    ]);
    expect(read('videos/a.mp4.xclip.txt')).toMatch(
      /^a red circle moving left \(\d+\.\d %\)\n.* \(\d+\.\d %\)\n$/,
    );
  });

  test('and beside an output; what is ours is replaced, and is never taken for a video', async () => {
    await tag('--sidecar', 'json');
    const before = read('videos/a.mp4.xclip.json');
    writeFileSync(join(folder, 'videos/a.mp4.xclip.json'), `${before} `);
    const { status } = await tag('--sidecar', 'json', '-o', 'out.csv', '--ext', 'mp4,json');
    expect(status).toBe(3);
    expect(read('videos/a.mp4.xclip.json')).toBe(before);
    expect(JSON.parse(read('out.csv.run.json'))).toMatchObject({ counts: { videos: 3, ok: 2, failed: 1 } });
    expect(read('out.csv')).toBe((await tag('--format', 'csv')).stdout);
  });

  test("below --sidecar-dir, in folders like the videos'", async () => {
    const outside = tempFolder();
    cpSync(CLIP, join(outside, 'd.mp4'));
    const { status } = await tag(
      '--sidecar',
      'srt',
      '--sidecar',
      'vtt',
      '--every',
      '1',
      '--sidecar-dir',
      'deep/notes',
      join(outside, 'd.mp4'),
    );
    expect(status).toBe(3);
    expect(files('deep/notes')).toEqual(
      [
        ...['srt', 'vtt'].map((name) => `${join(outside, 'd.mp4').slice(1)}.xclip.${name}`),
        ...['a.mp4', 'more/b.mp4'].flatMap((video) =>
          ['srt', 'vtt'].map((name) => `videos/${video}.xclip.${name}`),
        ),
      ].sort(),
    );
    const vtt = (
      await runHere(['tag', 'videos/more/b.mp4', ...BASE, '--every', '1', '--format', 'vtt'], { cwd: folder })
    ).stdout;
    expect(read('deep/notes/videos/more/b.mp4.xclip.vtt')).toBe(
      vtt.replace('WEBVTT\n', 'WEBVTT\n\nNOTE xclip-tagger\n'),
    );
    expect(read('deep/notes/videos/more/b.mp4.xclip.srt')).toMatch(/^1\n00:00:00,000 --> 00:00:01,000\n/);
    expect(files('videos')).toEqual(['a.mp4', 'c.mp4', 'more/b.mp4']);
    // All are known for ours.
    expect(
      (await tag('--sidecar', 'srt', '--sidecar', 'vtt', '--every', '1', '--sidecar-dir', 'deep/notes'))
        .stderr,
    ).not.toContain('SIDECAR');
  });

  test('sums a video up with --per video', async () => {
    await tag('--sidecar', 'json', '--sidecar', 'txt', '--per', 'video', '--every', '1');
    const { stdout } = await tag('--per', 'video', '--every', '1', '--format', 'jsonl');
    const [line] = stdout.split('\n');
    expect(JSON.parse(read('videos/a.mp4.xclip.json'))).toMatchObject(JSON.parse(line ?? '') as object);
    expect(read('videos/a.mp4.xclip.txt')).toMatch(/^a red circle moving left \(\d+\.\d %\) 0\.0-\d/);
    // A second run takes each for its own.
    expect((await tag('--sidecar', 'txt', '--per', 'video', '--every', '1')).stderr).toContain(
      '1 of 3 videos failed',
    );
  });

  test('never replaces what is not ours, unless by --overwrite: that video fails, and the others do not', async () => {
    writeFileSync(join(folder, 'videos/a.mp4.xclip.txt'), 'my notes\nof years\n');
    symlinkSync('a.mp4.xclip.txt', join(folder, 'videos/more/b.mp4.xclip.json'));
    expect((await tag('--sidecar', 'txt', '--sidecar', 'json', '-o', 'out.csv')).status).toBe(3);
    expect(errors('out.csv').map(({ video, code }) => [video, code])).toEqual([
      ['videos/a.mp4', 'SIDECAR_EXISTS'],
      ['videos/c.mp4', 'EMPTY_FILE'],
      ['videos/more/b.mp4', 'SIDECAR_EXISTS'],
    ]);
    expect(errors('out.csv')[0]?.message).toBe(
      'videos/a.mp4.xclip.txt is there, and is no sidecar of xclip; move it, or give --overwrite to replace it',
    );
    expect(read('videos/a.mp4.xclip.txt')).toBe('my notes\nof years\n');
    expect(existsSync(join(folder, 'videos/a.mp4.xclip.json'))).toBe(false);
    rmSync(join(folder, 'videos/a.mp4.xclip.txt'));
    rmSync(join(folder, 'videos/more/b.mp4.xclip.json'));
    await tag('--sidecar', 'txt', '--sidecar', 'json', '-o', 'out.csv', '--resume', '--retry-failed');
    expect(errors('out.csv').map(({ video }) => video)).toEqual(['videos/c.mp4']);
    writeFileSync(join(folder, 'videos/a.mp4.xclip.txt'), 'my notes\n');
    await tag('--sidecar', 'txt', '--overwrite');
    expect(read('videos/a.mp4.xclip.txt')).toContain('a red circle moving left (');
  });

  test('where it cannot be written that video fails, before it is read', async () => {
    const long = `${'x'.repeat(245)}.mp4`;
    cpSync(CLIP, join(folder, 'videos', long));
    mkdirSync(join(folder, 'videos/a.mp4.xclip.json'));
    const { status } = await tag('--sidecar', 'json', '-o', 'out.csv');
    expect(status).toBe(3);
    expect(errors('out.csv').map(({ video, code }) => [video, code])).toEqual([
      ['videos/a.mp4', 'SIDECAR_EXISTS'],
      ['videos/c.mp4', 'EMPTY_FILE'],
      [`videos/${long}`, 'SIDECAR_UNWRITABLE'],
    ]);
    // What the system says only when it is written, after the rows.
    const late = await tag('--sidecar', 'json', '-o', 'late.csv', '--overwrite');
    expect(late.status).toBe(3);
    expect(errors('late.csv').map(({ video, code }) => [video, code])).toEqual([
      ['videos/a.mp4', 'SIDECAR_UNWRITABLE'],
      ['videos/c.mp4', 'EMPTY_FILE'],
      [`videos/${long}`, 'SIDECAR_UNWRITABLE'],
    ]);
    expect(files('videos').filter((name) => name.includes('.part'))).toEqual([]);
    expect(existsSync(join(folder, 'videos/more/b.mp4.xclip.json'))).toBe(true);
  });

  test('on a disk that is read-only, it says so and loses nothing', async (context) => {
    const disk = join(folder, 'disk');
    if (!mountSmall(disk, '10m')) return context.skip();
    cpSync(CLIP, join(disk, 'z.mp4'));
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    const run = (...more: string[]): Promise<CliResult> =>
      runHere(['tag', 'videos', 'disk', ...BASE, '--sidecar', 'json', '-o', 'out.csv', ...more], {
        cwd: folder,
      });
    expect((await run()).status).toBe(3);
    expect(errors('out.csv')[0]).toEqual({
      video: 'disk/z.mp4',
      code: 'SIDECAR_UNWRITABLE',
      message: expect.stringMatching(
        /^its sidecar cannot be written: EROFS.*; make its folder writable, or name another with --sidecar-dir$/,
      ) as string,
    });
    execFileSync('mount', ['-o', 'remount,rw', disk]);
    expect((await run('--resume', '--retry-failed')).status).toBe(3);
    expect(errors('out.csv')).toHaveLength(1);
    expect(existsSync(join(disk, 'z.mp4.xclip.json'))).toBe(true);
  });

  test('a full disk ends the run, which can be resumed', async (context) => {
    const disk = join(folder, 'disk');
    if (!mountSmall(disk, '16k')) return context.skip();
    writeFileSync(join(disk, 'filler'), Buffer.alloc(12_288));
    const args = ['--sidecar', 'json', '--sidecar-dir', 'disk/notes', '-o', 'out.csv'];
    const { status, stderr } = await tag(...args);
    expect(status).toBe(1);
    expect(stderr).toMatch(/a sidecar of videos\/.*\.mp4 cannot be written: ENOSPC/);
    expect(stderr).toContain('make room');
    resizeDisk(disk, '1m');
    expect((await tag(...args, '--resume')).status).toBe(3);
    expect(files('disk/notes/videos')).toEqual(['a.mp4.xclip.json', 'more/b.mp4.xclip.json']);
    expect(read('out.csv').split('\n')).toHaveLength(1 + 2 * 2 + 1);
  });

  test('two videos with one place below --sidecar-dir are told apart', async () => {
    const outside = tempFolder();
    const inside = join(folder, outside.slice(1));
    mkdirSync(inside, { recursive: true });
    for (const place of [outside, inside]) cpSync(CLIP, join(place, 'd.mp4'));
    const args = [
      join(outside, 'd.mp4'),
      outside.slice(1),
      '--sidecar',
      'json',
      '--sidecar-dir',
      'notes',
      '-o',
      'out.csv',
    ];
    expect((await runHere(['tag', ...args, ...BASE], { cwd: folder })).status).toBe(3);
    expect(errors('out.csv')).toEqual([
      {
        video: join(outside, 'd.mp4'),
        code: 'SIDECAR_EXISTS',
        message: expect.stringContaining('would be those of') as string,
      },
    ]);
  });

  test.each<[string, string[], string]>([
    ['a folder without sidecars', ['--sidecar-dir', 'x'], '--sidecar-dir is for --sidecar'],
    ['another kind', ['--sidecar', 'xml'], '--sidecar'],
    ['captions of whole videos', ['--sidecar', 'srt'], '--sidecar srt is for many clips of a video'],
    ['--check', ['--sidecar', 'json', '--check', 'x.csv'], '--check writes nothing, so --sidecar'],
    ['--wide for JSONL', ['--wide', '-o', 'x.jsonl'], '--wide is for CSV, not for jsonl'],
    ['--wide for captions', ['--wide', '--format', 'vtt'], '--wide is for CSV, not for vtt'],
    [
      'two columns of one name',
      ['--wide', '--label', 'start_s'],
      '--wide would write two columns of the name "start_s"',
    ],
    ['--resume without an output', ['--sidecar', 'json', '--resume'], '--resume needs a file to resume'],
  ])('refuses %s', async (_what, args, says) => {
    const { status, stderr } = await tag(...args);
    expect(stderr).toContain(says);
    expect(status).toBe(2);
    expect(files('videos')).toEqual(['a.mp4', 'c.mp4', 'more/b.mp4']);
  });

  test('of a store they are refused, and a file is no folder', async () => {
    await runHere(['embed', 'videos', '--model', 'tiny-shapes', '-o', 's.parquet'], { cwd: folder });
    const labels = BASE.slice(2);
    const { status, stderr } = await runHere(['tag', 's.parquet', ...labels, '--sidecar', 'json'], {
      cwd: folder,
    });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('--sidecar means nothing for s.parquet') as string,
    });
    expect((await tag('--sidecar', 'json', '--sidecar-dir', 's.parquet')).stderr).toContain(
      's.parquet is no folder',
    );
  });

  test('--json has the summary where nothing else goes to stdout', async () => {
    const { stdout } = await tag('--sidecar', 'json', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ counts: { videos: 3, ok: 2, failed: 1, clips: 2 } });
  });
});

describe('--resume', () => {
  test('does a video again whose sidecar is gone', async () => {
    const args = ['--sidecar', 'json', '--sidecar', 'txt', '-o', 'out.jsonl'];
    await tag(...args);
    const [rows, sidecar] = [read('out.jsonl'), read('videos/a.mp4.xclip.txt')];
    rmSync(join(folder, 'videos/a.mp4.xclip.txt'));
    utimesSync(join(folder, 'videos/more/b.mp4.xclip.txt'), 1, 1);
    await tag(...args, '--resume');
    expect([read('out.jsonl'), read('videos/a.mp4.xclip.txt')]).toEqual([rows, sidecar]);
    expect(JSON.parse(read('out.jsonl.run.json'))).toMatchObject({ counts: { videos: 3, reused: 2 } });
    expect(statSync(join(folder, 'videos/more/b.mp4.xclip.txt')).mtimeMs).toBe(1000);
  });

  test(
    'after SIGKILL every finished video has its sidecars, whole, and nothing is left behind',
    async () => {
      for (let i = 0; i < 12; i++) symlinkSync(CLIP, join(folder, `videos/more/n${i}.mp4`));
      const uncut = tempFolder();
      cpSync(join(folder, 'videos'), join(uncut, 'videos'), { recursive: true, verbatimSymlinks: true });
      const args = [
        'tag',
        'videos',
        ...BASE,
        '--every',
        '0.5',
        '--sidecar',
        'json',
        '--sidecar',
        'srt',
        '-o',
        'out.jsonl',
      ];
      await runHere(args, { cwd: uncut });
      const whole = statSync(join(uncut, 'out.jsonl')).size;
      const random = seeded(11);
      for (let kill = 0; kill < KILLS; kill++) {
        const moment = {
          file: join(folder, 'out.jsonl'),
          sizeBytes: Math.floor(random() * 0.8 * whole),
          thenMs: random() * 5,
        };
        const { killed } = await killCli([...args, '--resume'], { cwd: folder, moment });
        expect(killed).toBe(true);
        const journal = existsSync(join(folder, 'out.jsonl.journal'))
          ? read('out.jsonl.journal').split('\n').slice(2, -1)
          : [];
        for (const line of journal) {
          const { video, failed } = JSON.parse(line) as { video: string; failed: boolean };
          expect(existsSync(join(folder, `${video}.xclip.json`)), video).toBe(!failed);
        }
      }
      const { status, stderr } = await runHere([...args, '--resume'], { cwd: folder });
      expect({ status, stderr }).toMatchObject({ status: 3 });
      const inUncut = readdirSync(join(uncut, 'videos'), { recursive: true, encoding: 'utf8' }).sort();
      expect(readdirSync(join(folder, 'videos'), { recursive: true, encoding: 'utf8' }).sort()).toEqual(
        inUncut,
      );
      for (const name of [
        'out.jsonl',
        ...inUncut.filter((name) => name.includes('.xclip.')).map((name) => `videos/${name}`),
      ])
        expect(read(name) === readFileSync(join(uncut, name), 'utf8'), name).toBe(true);
    },
    120_000 + KILLS * 10_000,
  );
});
