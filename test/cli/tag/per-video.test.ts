import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import sqlite from 'node-sqlite3-wasm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixturePath, ROOT } from '../../support/fixtures.js';
import type { CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';

const VIDEOS = ['bikes.mp4', 'carphone.mp4', 'five-frames.mp4', 'empty.mp4'].map((name) =>
  fixturePath(`clips/${name}`),
);
const SHAPES = ['--labels', join(ROOT, 'examples/labels.txt')];
const EVERY = ['--model', 'tiny-shapes', '--every', '0.5'];

interface Clip {
  video: string;
  labels: { label: string; probability: number }[];
}
interface Span {
  start_s: number;
  end_s: number;
}
interface Summary {
  video: string;
  clips: number;
  start_s: number;
  end_s: number;
  notes?: string[];
  labels: {
    set?: string;
    label: string;
    mean_probability: number;
    max_probability: number;
    max_start_s: number;
    max_end_s: number;
    segments: Span[];
  }[];
}

const folder = { path: mkdtempSync(join(tmpdir(), 'xclip-per-video-')) };
afterAll(() => rmSync(folder.path, { recursive: true, force: true }));
const tag = (args: string[], videos = VIDEOS): Promise<CliResult> =>
  runHere(['tag', ...videos, ...args], { cwd: folder.path });
const lines = <T>(text: string): T[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

let summaries: Summary[];
beforeAll(async () => {
  const { stdout, status } = await tag([...EVERY, ...SHAPES, '--per', 'video', '--format', 'jsonl']);
  expect(status).toBe(3);
  summaries = lines(stdout);
});

describe('xclip tag --per video', () => {
  test('has the means, maxima and leads of the clips, whatever the batch', async () => {
    const all = [...EVERY, ...SHAPES, '--top-k', '99', '--format', 'jsonl'];
    const clips = lines<Clip>((await tag(all)).stdout);
    expect(summaries.map(({ video }) => video)).toEqual([...new Set(clips.map(({ video }) => video))]);
    for (const { video, clips: count, start_s, end_s, labels } of summaries) {
      const own = clips.filter((clip) => clip.video === video);
      expect(count).toBe(own.length);
      expect(labels).toHaveLength(5);
      expect(start_s).toBe(0);
      const means = labels.map(({ mean_probability: mean }) => mean);
      expect(means).toEqual([...means].sort((a, b) => b - a));
      for (const label of labels) {
        const scores = own.map(
          (clip) => clip.labels.find((one) => one.label === label.label)?.probability ?? NaN,
        );
        const mean = scores.reduce((a, b) => a + b, 0) / scores.length;
        expect(Math.abs(label.mean_probability - mean)).toBeLessThan(1e-8);
        const most = Math.max(...scores);
        expect(label.max_probability).toBe(most);
        expect(label.max_start_s).toBe(0.5 * scores.indexOf(most));
        const led = own.filter((clip) => clip.labels[0]?.label === label.label).length;
        const seconds = label.segments.reduce((sum, span) => sum + span.end_s - span.start_s, 0);
        // The last window may be short.
        expect(Math.abs(seconds - 0.5 * led)).toBeLessThan(0.5);
        expect(label.segments.length > 0).toBe(led > 0);
      }
      expect(end_s).toBeGreaterThan(0.5 * (count - 1));
    }
    const again = await tag([
      ...EVERY,
      ...SHAPES,
      '--per',
      'video',
      '--format',
      'jsonl',
      '--batch-size',
      '5',
      '--decoders',
      '1',
    ]);
    expect(lines<Summary>(again.stdout)).toEqual(summaries);
  });

  test('says the same as CSV, Parquet, SQLite and a table, and resumes', async () => {
    for (const name of ['v.csv', 'v.parquet', 'v.db']) {
      const args = [...EVERY, ...SHAPES, '--per', 'video', '-o', name];
      expect((await tag(args)).status).toBe(3);
      const before = readFileSync(join(folder.path, name));
      expect((await tag([...args, '--resume'])).status).toBe(3);
      expect(readFileSync(join(folder.path, name)).equals(before), name).toBe(true);
    }
    const rows = summaries.flatMap(({ labels, notes: _, ...video }) =>
      labels.map((label, i) => ({ ...video, rank: i + 1, ...label })),
    );
    const csv = parse(readFileSync(join(folder.path, 'v.csv')), { columns: true });
    expect(csv).toEqual(
      rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cellOf(name, value)])),
      ),
    );
    const bytes = readFileSync(join(folder.path, 'v.parquet'));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    expect(await parquetReadObjects({ file })).toEqual(
      rows.map((row) => ({ ...row, set: null, notes: expect.any(Array) as string[] })),
    );
    const database = new sqlite.Database(join(folder.path, 'v.db'), { readOnly: true });
    const found = database.all('select * from video_tags order by rowid');
    database.close();
    expect(found).toEqual(
      rows.map((row) => ({
        ...row,
        segments: JSON.stringify(row.segments),
        set: null,
        notes: expect.any(String) as string,
      })),
    );
    const { stdout } = await tag([
      ...EVERY,
      ...SHAPES,
      '--per',
      'video',
      '--format',
      'table',
      '--top-k',
      '1',
    ]);
    expect(stdout.split('\n')).toHaveLength(2 + summaries.length + 1);
    expect(stdout).toContain(`(${summaries[0]?.clips ?? 0} clips)`);
  });

  test('thresholds the mean; with sets, each has its leads', async () => {
    const [threshold] = summaries.flatMap(({ labels }) => labels.map((label) => label.mean_probability));
    const cut = await tag([
      ...EVERY,
      ...SHAPES,
      '--per',
      'video',
      '--format',
      'jsonl',
      '--threshold',
      String((threshold ?? 0) - 1e-4),
    ]);
    const [first] = lines<Summary>(cut.stdout);
    expect(first?.labels.map(({ label }) => label)).toEqual([summaries[0]?.labels[0]?.label]);
    writeFileSync(join(folder.path, 'a.txt'), 'a bike\na phone\n');
    writeFileSync(join(folder.path, 'b.txt'), 'a bike\nsnow\n');
    const sets = ['--labels', 'x=a.txt', '--labels', 'y=b.txt', '--scores', 'sigmoid'];
    const { stdout } = await tag([...EVERY, ...sets, '--per', 'video', '--format', 'jsonl', '--top-k', '1']);
    for (const { labels } of lines<Summary>(stdout)) expect(labels.map(({ set }) => set)).toEqual(['x', 'y']);
    const header = (await tag([...EVERY, ...sets, '--per', 'video'])).stdout.split('\n')[0];
    expect(header).toBe(
      'video,clips,start_s,end_s,rank,label,mean_probability,max_probability,max_start_s,max_end_s,segments,set',
    );
  });

  test('comes from a store, too', async () => {
    await runHere(['embed', ...VIDEOS, ...EVERY, '-o', 's.parquet'], { cwd: folder.path });
    const args = [...SHAPES, '--per', 'video', '--format', 'jsonl'];
    const { stdout, status } = await tag(args, ['s.parquet']);
    expect(status).toBe(0);
    const stored = lines<Summary>(stdout);
    const outline = (all: Summary[]): unknown =>
      all.map(({ labels: [best], ...video }) => ({
        ...video,
        notes: undefined,
        best: best?.label,
        segments: best?.segments,
      }));
    expect(outline(stored)).toEqual(outline(summaries));
    expect((await tag([...SHAPES, '--per', 'video', '-o', 'from-store.sqlite'], ['s.parquet'])).status).toBe(
      0,
    );
    expect(existsSync(join(folder.path, 'from-store.sqlite.tail.jsonl'))).toBe(false);
  });

  test.each<[string, string[], string]>([
    ['--merge', ['--merge'], '--merge joins clips, of which --per video leaves none'],
    ['--check', ['--check', 'x.csv'], '--check compares clips'],
    ['captions', ['--format', 'srt'], '--format srt is not for xclip tag --per video'],
    ['captions beside videos', ['--sidecar', 'vtt'], '--sidecar vtt is captions of clips'],
  ])('refuses %s', async (_what, more, says) => {
    const { status, stderr } = await tag([...EVERY, ...SHAPES, '--per', 'video', ...more]);
    expect(status).toBe(2);
    expect(stderr).toContain(says);
  });
});

function cellOf(name: string, value: string | number | Span[]): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return ['clips', 'rank'].includes(name) ? `${value}` : fraction(value);
  return value.map(({ start_s: start, end_s: end }) => `${fraction(start)}-${fraction(end)}`).join(';');
}

function fraction(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
