/** Choosing among what is found, trying without doing, and watching a folder. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FFMPEG } from '../media/pool-fixture.js';
import { ROOT } from '../support/fixtures.js';
import { runHere } from '../support/run-here.js';
import { tempFolder } from '../support/temp-folder.js';

const OPTIONS = ['--model', 'tiny-shapes', '--labels', join(ROOT, 'examples/labels.txt'), '--top-k', '1'];
const CLIPS = [
  'a-blue-circle-moving-down',
  'a-blue-square-growing',
  'a-green-square-standing-still',
] as const;

/** Three clips of two seconds, an hour apart, and one of nine. */
function folderOfClips(): string {
  const folder = tempFolder();
  mkdirSync(join(folder, 'videos'));
  CLIPS.forEach((name, i) => {
    const path = join(folder, 'videos', `${'cab'[i] ?? ''}.mp4`);
    copyFileSync(join(ROOT, `examples/clips/${name}.mp4`), path);
    utimesSync(path, 1000 + 3600 * i, 1000 + 3600 * i);
  });
  const long = ['-f', 'lavfi', '-i', 'color=blue:size=64x64:rate=4:duration=9', '-c:v', 'mpeg4'];
  execFileSync(FFMPEG, ['-loglevel', 'error', ...long, join(folder, 'videos/long.mp4')]);
  utimesSync(join(folder, 'videos/long.mp4'), 100, 100);
  return folder;
}

function videosOf(csv: string): string[] {
  return csv
    .split('\n')
    .slice(1)
    .flatMap((line) => /^videos\/(\w+)\.mp4,/.exec(line)?.[1] ?? []);
}

async function tag(cwd: string, ...args: string[]): ReturnType<typeof runHere> {
  return runHere(['tag', 'videos', ...OPTIONS, ...args], { cwd });
}

describe('what is chosen', () => {
  test.each([
    [
      ['--sort', 'newest'],
      ['b', 'a', 'c', 'long'],
    ],
    [
      ['--sort', 'oldest'],
      ['long', 'c', 'a', 'b'],
    ],
    [
      ['--max-duration', '5'],
      ['a', 'b', 'c'],
    ],
    [['--min-duration', '5'], ['long']],
    [
      ['--min-duration', '5', '--every', '3'],
      ['long', 'long', 'long'],
    ],
    [
      ['--max-duration', '5', '--every', '60'],
      ['a', 'b', 'c'],
    ],
    [
      ['--newer-than', '1970-01-01T00:30:00Z'],
      ['a', 'b'],
    ],
  ])('%j takes %j', async (args, videos) => {
    const { status, stdout, stderr } = await tag(folderOfClips(), '--format', 'csv', ...args);
    expect(status, stderr).toBe(0);
    expect(videosOf(stdout)).toEqual(videos);
  });

  test('what is left out is said once, and is no failure', async () => {
    const { status, stderr } = await tag(
      folderOfClips(),
      '--max-duration',
      '5',
      '--newer-than',
      '1970-01-01T00:10:00Z',
    );
    expect(status).toBe(0);
    expect(stderr).toContain('xclip: left out: 1 video last changed before --newer-than\n');
    const length = await tag(folderOfClips(), '--max-duration', '5');
    expect(length.stderr).toContain('xclip: left out for their length: 1 video\n');
  });

  test('a resume takes what was left out for its length as done, and refuses another length', async () => {
    const cwd = folderOfClips();
    const first = await tag(cwd, '-o', 'out.csv', '--max-duration', '5');
    expect(first.status).toBe(0);
    const before = readFileSync(join(cwd, 'out.csv'));
    const again = await tag(cwd, '-o', 'out.csv', '--max-duration', '5', '--resume');
    expect(again.status, again.stderr).toBe(0);
    expect(readFileSync(join(cwd, 'out.csv'))).toEqual(before);
    const other = await tag(cwd, '-o', 'out.csv', '--resume');
    expect(other.status).toBe(1);
    expect(other.stderr).toContain('durations');
  });

  test.each([
    [['--newer-than', '2199-01-01'], 1, '4 videos found, of which none changed since --newer-than'],
    [['--sort', 'newest', '-o', 'out.csv', '--resume'], 2, '--resume does not know --sort newest'],
    [['--sort', 'size'], 2, '--sort'],
  ])('%j ends with %i', async (args, status, message) => {
    const run = await tag(folderOfClips(), ...args);
    expect(run.status).toBe(status);
    expect(run.stderr).toContain(message);
  });
});

interface DryRun {
  dry_run: {
    videos: number;
    finished: number;
    unreadable: number;
    left_out: Record<string, number>;
    clips: number;
    clips_counted: boolean;
    seconds_per_clip: number | null;
  };
}

describe('--dry-run', () => {
  async function dry(cwd: string, ...args: string[]): Promise<DryRun['dry_run']> {
    const { status, stdout, stderr } = await tag(cwd, '--dry-run', '--json', ...args);
    expect(status, stderr).toBe(0);
    return (JSON.parse(stdout) as DryRun).dry_run;
  }

  test('says what would be done, what not and why, and writes nothing', async () => {
    const cwd = folderOfClips();
    writeFileSync(join(cwd, 'videos/notes.txt'), 'x');
    writeFileSync(join(cwd, 'videos/.hidden.mp4'), 'x');
    const before = readdirSync(cwd, { recursive: true });
    const found = await dry(
      cwd,
      '-o',
      'out.csv',
      '--exclude',
      'c.mp4',
      '--max-duration',
      '5',
      '--sidecar',
      'json',
    );
    expect(found).toMatchObject({ videos: 2, finished: 0, unreadable: 0, clips: 2, clips_counted: true });
    expect(found.left_out).toMatchObject({ other_extension: 1, hidden: 1, excluded: 1, other_length: 1 });
    expect(found.seconds_per_clip).toBeGreaterThan(0);
    expect(readdirSync(cwd, { recursive: true })).toEqual(before);
  });

  test('counts the clips of windows as a run makes them', async () => {
    const cwd = folderOfClips();
    const { stdout } = await tag(cwd, '--every', '2', '--format', 'csv');
    expect((await dry(cwd, '--every', '2')).clips).toBe(videosOf(stdout).length);
  });

  test('knows what a resume would not do again', async () => {
    const cwd = folderOfClips();
    await tag(cwd, '-o', 'out.csv', '--exclude', 'b.mp4');
    const bytes = readFileSync(join(cwd, 'out.csv'));
    expect(await dry(cwd, '-o', 'out.csv', '--resume')).toMatchObject({ videos: 1, finished: 3 });
    expect(readFileSync(join(cwd, 'out.csv'))).toEqual(bytes);
  });

  test('is for people without --json, and for embed', async () => {
    const cwd = folderOfClips();
    const { stdout } = await tag(cwd, '--dry-run');
    expect(stdout).toMatch(
      /^4 videos would be done: 4 clips\na clip takes [\d.]+ s here: about \d+ s in all\n$/,
    );
    const embed = await runHere(
      ['embed', 'videos', '--model', 'tiny-shapes', '-o', 'x.parquet', '--dry-run'],
      { cwd },
    );
    expect(embed.stdout).toContain('4 videos would be done: 4 clips');
    expect(existsSync(join(cwd, 'x.parquet'))).toBe(false);
  });
});

test.each([
  [[], '--watch needs a file to add to'],
  [['-o', 'out.csv', '--overwrite'], 'has no place for --overwrite'],
  [['-o', 'out.csv', '--sort', 'newest'], 'has no place for --sort newest'],
  [['-o', 'out.csv', 'more.mp4'], 'has no place for a path'],
  [['-o', 'out.csv', '--dry-run'], 'has no place for --dry-run'],
])('--watch with %j is refused', async (args, message) => {
  const { status, stderr } = await runHere(['tag', '--watch', '.', ...OPTIONS, ...args], {
    cwd: tempFolder(),
  });
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});
