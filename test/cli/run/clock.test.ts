/** A wall clock that jumps, while a run goes on or between it and its files, changes nothing but what it says of when. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENGINES, FFMPEG, FFPROBE } from '../../media/pool-fixture.js';
import { fixturePath, ROOT } from '../../support/fixtures.js';
import { runCli, type CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';

const MODEL = ['--model', 'tiny-shapes'];
const LABELS = ['--labels', join(ROOT, 'examples/labels.txt')];
const PRELOAD = pathToFileURL(join(ROOT, 'test/support/jumping-clock.mjs')).href;
const HALF_DAY_MS = 12 * 60 * 60 * 1000;
/** Far more than any of these runs takes, far less than the clock jumps. */
const MOST_SECONDS = 600;

const env = { FFMPEG_PATH: FFMPEG, FFPROBE_PATH: FFPROBE };

interface RunFile {
  seconds: Record<string, number>;
  started_at: string;
  counts: Record<string, number>;
}

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xclip-clock-'));
  mkdirSync(join(folder, 'videos'));
  const sources = ['b-frames.mp4', 'empty.mp4', 'five-frames.mp4', 'h264.mkv', 'text.mp4', 'vfr.mp4'];
  sources.forEach((name) => copyFileSync(fixturePath(`clips/${name}`), join(folder, 'videos', name)));
  utimesSync(join(folder, 'videos/five-frames.mp4'), new Date(), new Date(2150, 1));
  utimesSync(join(folder, 'videos/vfr.mp4'), new Date(), new Date(1950, 1));
  const run = (args: string[]): Promise<CliResult> => runHere(args, { cwd: folder, env });
  await run(['embed', 'videos', ...MODEL, '-o', 'clips.parquet']);
  await run(['tag', 'videos', ...MODEL, ...LABELS, '--decoder', 'native', '-o', 'native.csv']);
  await run(['tag', 'videos', ...MODEL, ...LABELS, '--decoder', 'ffmpeg', '-o', 'ffmpeg.csv']);
  await run(['tag', 'clips.parquet', ...MODEL, ...LABELS, '-o', 'stored.jsonl']);
  await run(['search', 'clips.parquet', ...MODEL, 'a red circle', '-o', 'found.jsonl']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const runFile = (output: string): RunFile => JSON.parse(read(`${output}.run.json`)) as RunFile;

describe.each([1, -1])('a clock that is %i days further at each look', (days) => {
  const jumping = { ...env, NODE_OPTIONS: `--import=${PRELOAD}`, XCLIP_TEST_CLOCK_DAYS: String(days) };
  const run = (args: string[]): Promise<CliResult> => runCli(args, { cwd: folder, env: jumping });

  async function expectSame(output: string, args: string[]): Promise<void> {
    const { status, stderr } = await run([...args, '-o', `jumped-${output}`, '--overwrite']);
    expect(status, stderr).toBe(args[0] === 'tag' && args[1] === 'videos' ? 3 : 0);
    expect(read(`jumped-${output}`)).toBe(read(output));
    const { seconds, started_at: startedAt } = runFile(`jumped-${output}`);
    // It did jump.
    expect((Date.parse(startedAt) - Date.now()) * days).toBeGreaterThan(HALF_DAY_MS);
    for (const [stage, value] of Object.entries(seconds)) {
      expect(value, stage).toBeGreaterThanOrEqual(0);
      expect(value, stage).toBeLessThan(MOST_SECONDS);
    }
  }

  test.each(ENGINES)('leaves tag with %s as it was, and lets nothing run out of time', async (engine) => {
    const args = ['tag', 'videos', ...MODEL, ...LABELS, '--decoder', engine, '--timeout', '60'];
    await expectSame(`${engine}.csv`, args);
    expect(read(`jumped-${engine}.csv.errors.jsonl`)).toBe(read(`${engine}.csv.errors.jsonl`));
    await run([...args, '-o', `jumped-${engine}.csv`, '--resume']);
    expect(runFile(`jumped-${engine}.csv`).counts).toMatchObject({ videos: 6, failed: 2, reused: 6 });
  });

  test('leaves a store, tags from it and a search as they were', async () => {
    await run(['embed', 'videos', ...MODEL, '-o', 'jumped.parquet', '--overwrite']);
    expect(readFileSync(join(folder, 'jumped.parquet'))).toEqual(readFileSync(join(folder, 'clips.parquet')));
    await expectSame('stored.jsonl', ['tag', 'clips.parquet', ...MODEL, ...LABELS]);
    await expectSame('found.jsonl', ['search', 'clips.parquet', ...MODEL, 'a red circle']);
  });
});
