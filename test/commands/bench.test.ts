import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BenchReport } from '../../dist/cli/bench/report.js';
import { fixturePath } from '../support/fixtures.js';
import { runCli, type CliResult } from '../support/run-cli.js';
import { runHere } from '../support/run-here.js';
import { tempFolder } from '../support/temp-folder.js';

const MODEL = ['--model', 'tiny-shapes'];
const bench = (args: string[], cwd?: string): Promise<CliResult> =>
  runHere(['bench', ...MODEL, ...args], cwd === undefined ? {} : { cwd });

/** In a process of its own: what it measures is that process. */
async function report(args: string[]): Promise<BenchReport> {
  const { stdout, stderr, status } = await runCli(['bench', ...MODEL, ...args, '--json']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as BenchReport;
}

describe('xclip bench refuses', () => {
  test.each([
    ['no time at all', ['--seconds', '0'], 2, '--seconds 0 is not a number above 0'],
    ['a time that is none', ['--seconds', 'soon'], 2, '--seconds soon is not a number'],
    ['no clips at all', ['--clips', '0'], 2, 'clips'],
    ['a prompt without a place', ['--prompt', 'a video'], 2, '{}'],
    ['an empty list of labels', ['--labels', '/dev/null'], 2, 'has no labels'],
    ['a path that is not there', ['nowhere.mp4'], 1, 'nowhere.mp4'],
    ['a window without --every', ['--window', '1'], 2, '--window needs --every'],
  ])('%s', async (_, args, status, message) => {
    const result = await bench(args);
    expect(result.stderr).toContain(message);
    expect(result).toMatchObject({ status, stdout: '' });
  });

  test('a folder without videos', async () => {
    const folder = tempFolder();
    const { status, stderr } = await bench([folder]);
    expect(status).toBe(1);
    expect(stderr).toContain('no videos in');
  });

  test('videos of which none can be read, and does not try them for ever', async () => {
    const folder = tempFolder();
    for (const name of ['a.mp4', 'b.mp4']) writeFileSync(join(folder, name), '');
    const { status, stderr, stdout } = await bench(['.', '--clips', '5'], folder);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringContaining('a.mp4: the file is empty'),
      expect.stringContaining('b.mp4: the file is empty'),
      expect.stringContaining('no video could be read'),
    ]);
  });
});

describe('xclip bench', () => {
  test('measures the clips that come along, and where the time went', async () => {
    const result = await report(['--clips', '12']);
    expect(result).toMatchObject({ clips: 12, videos: 10, failed: 0, labels: 8 });
    expect(result.ms_per_clip).toBeCloseTo((1000 * result.seconds) / result.clips, 0);
    expect(result.clips_per_second).toBeCloseTo(result.clips / result.seconds, 0);
    for (const [stage, milliseconds] of Object.entries(result.stages_ms)) {
      expect(milliseconds, stage).toBeGreaterThan(0);
    }
    // One inference thread: what it does for a clip takes no longer than the clip.
    const { inference, score } = result.stages_ms;
    expect(inference + score).toBeLessThanOrEqual(result.ms_per_clip);
    expect(result.first_record_ms).toBeGreaterThan(inference);
    expect(result.waiting.inference).toBeLessThanOrEqual(1);
    if (process.platform === 'linux') {
      const { resident_bytes = 0, private_bytes = 0, mapped_bytes = 0, processes } = result.memory ?? {};
      expect(resident_bytes).toBe(private_bytes + mapped_bytes);
      expect(private_bytes).toBeGreaterThan(20e6);
      expect(processes).toBeGreaterThan(1);
    }
  });

  test('measures for a time', async () => {
    const { seconds } = await report(['--seconds', '0.5']);
    expect(seconds).toBeGreaterThanOrEqual(0.5);
    expect(seconds).toBeLessThan(5);
  });

  test('leaves windows of a long video when it has enough', async () => {
    const clip = fixturePath('clips/bigbuckbunny.mp4');
    const result = await report([clip, '--every', '0.1', '--clips', '3']);
    expect(result).toMatchObject({ clips: 3, videos: 1 });
  });

  test('goes on without a video that fails, and says so once', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'clips'));
    writeFileSync(join(folder, 'clips/bad.mp4'), 'no video');
    cpSync(fixturePath('clips/b-frames.mp4'), join(folder, 'clips/good.mp4'));
    const { status, stdout, stderr } = await bench(
      ['clips', '--clips', '4', '--label', 'one', '--label', 'two'],
      folder,
    );
    expect(status).toBe(3);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('clips/bad.mp4');
    expect(stdout).toContain('2 videos (1 failed) over and over');
    expect(stdout).toMatch(/a clip +\d+\.\d {3}\d+\.\d\d clips a second \(4 clips in/);
    expect(stdout).toMatch(/inference waited .* (decoding|inference) sets the pace/);
  });
});
