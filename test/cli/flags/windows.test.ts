import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { fixturePath } from '../../support/fixtures.js';
import type { CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

const MODEL = ['--model', fixturePath('checkpoints/base')];
const LABELS = ['--label', 'playing sports', '--label', 'eating spaghetti', '--label', 'go <b> & shopping'];

interface Line {
  video: string;
  clip: number;
  start_s: number;
  end_s: number;
  frame_indices: number[];
  labels: { label: string; probability: number; logit: number }[];
}

let folder: string;

beforeEach(() => {
  folder = tempFolder();
  cpSync(fixturePath('clips/b-frames.mp4'), join(folder, 'b.mp4'));
  cpSync(fixturePath('clips/vfr.mp4'), join(folder, 'v.mp4'));
});

const run = (...args: string[]): Promise<CliResult> => runHere(args, { cwd: folder });
const tag = (...args: string[]): Promise<CliResult> => run('tag', ...args, ...LABELS, ...MODEL);
const lines = (text: string): Line[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

describe('xclip tag --every', () => {
  test('writes a clip of each window, video after video, with times of sampled frames', async () => {
    const { status, stdout } = await tag('.', '--every', '0.8', '--sampling', 'uniform', '--format', 'jsonl');
    expect(status).toBe(0);
    const clips = lines(stdout);
    expect(clips.map(({ video, clip }) => [video, clip])).toEqual([
      ['./b.mp4', 0],
      ['./b.mp4', 1],
      ['./v.mp4', 0],
      ['./v.mp4', 1],
    ]);
    expect(clips[1]).toMatchObject({ start_s: 0.84, end_s: 1.52 });
    expect(clips[1]?.frame_indices).toEqual([21, 23, 26, 28, 31, 33, 36, 38]);
  });

  test('gives a window the numbers of a video that ends there', async () => {
    const whole = lines((await tag('b.mp4', '--format', 'jsonl')).stdout);
    const first = lines((await tag('b.mp4', '--every', '1.6', '--format', 'jsonl')).stdout);
    expect(first).toEqual(whole);
  });

  test('gives the same bytes whatever the batch size and the number of decoders', async () => {
    const outputs = await Promise.all(
      [
        ['--batch-size', '1', '--decoders', '1'],
        ['--batch-size', '3', '--decoders', '2'],
      ].map(async (flags) => (await tag('.', '--every', '0.4', '--window', '0.8', ...flags)).stdout),
    );
    expect(outputs[0]?.split('\n').length).toBeGreaterThan(20);
    expect(new Set(outputs).size).toBe(1);
  });

  test('averages views and crops of each window', async () => {
    const { status, stdout } = await tag(
      ...['b.mp4', '--every', '0.8', '--views', '2', '--crops', '3', '--format', 'jsonl'],
    );
    expect(status).toBe(0);
    expect(lines(stdout).map((line) => line.frame_indices.length)).toEqual([16, 16]);
  });

  test('takes a short window as the policy says, or gives the video up', async () => {
    const { stdout } = await tag('b.mp4', '--every', '0.2', '--format', 'jsonl');
    expect(lines(stdout)[3]).toMatchObject({
      notes: ['clip 3 has only 5 frames, fewer than the 8 that its sampling needs'],
    });
    const refused = await tag('b.mp4', '--every', '0.2', '--short', 'error');
    expect(refused.status).toBe(3);
    expect(refused.stderr).toContain('b.mp4: clip 0 has 5 frames, but its sampling needs 8');
  });
});

describe('xclip tag --merge', () => {
  test('joins clips with the same best label, with mean probabilities over all labels', async () => {
    const flags = ['b.mp4', '--every', '0.4', '--format', 'jsonl'];
    const clips = lines((await tag(...flags)).stdout);
    const segments = lines((await tag(...flags, '--merge', '--top-k', '1')).stdout);
    const tops = clips.map(({ labels }) => labels[0]?.label);
    expect(segments.length).toBe(tops.filter((top, i) => i === 0 || top !== tops[i - 1]).length);
    const [segment] = segments;
    const members = clips.slice(0, segments[1]?.clip ?? clips.length);
    expect(segment).toMatchObject({ clip: 0, start_s: members[0]?.start_s, end_s: members.at(-1)?.end_s });
    const mean =
      members.reduce((sum, { labels }) => sum + (labels[0]?.probability ?? NaN), 0) / members.length;
    expect(segment?.labels).toEqual([expect.objectContaining({ label: tops[0] })]);
    expect(segment?.labels[0]?.probability).toBeCloseTo(mean, 7);
  });
});

describe('xclip tag --scenes', () => {
  test('writes a clip of each shot, cut into equal parts by --every', async () => {
    const [whole, ...more] = lines((await tag('b.mp4', '--scenes', '--format', 'jsonl')).stdout);
    expect(more).toEqual([]);
    expect(whole?.frame_indices).toEqual([12, 13, 14, 15, 16, 17, 18, 19]);
    const parts = lines((await tag('b.mp4', '--scenes', '--every', '0.6', '--format', 'jsonl')).stdout);
    expect(parts.map(({ clip }) => clip)).toEqual([0, 1, 2]);
  });
});

describe('xclip tag --format vtt', () => {
  test('writes cues that cover the windows, escaped, by the extension too', async () => {
    const { status } = await tag('b.mp4', '--every', '0.8', '-o', 'tags.vtt');
    expect(status).toBe(0);
    const [header, ...cues] = readFileSync(join(folder, 'tags.vtt'), 'utf8').trim().split('\n\n');
    expect(header).toBe('WEBVTT');
    const parsed = cues.map((cue) => cue.split('\n'));
    expect(parsed.map(([times]) => times)).toEqual([
      '00:00:00.000 --> 00:00:00.800',
      '00:00:00.800 --> 00:00:01.600',
    ]);
    for (const [, ...text] of parsed) {
      expect(text).toHaveLength(3);
      expect(text.join('\n')).toContain('go &lt;b&gt; &amp; shopping (');
      expect(text.every((line) => /^[^<>]+ \(\d+\.\d %\)$/.test(line))).toBe(true);
    }
  });
});

describe('xclip embed --every', () => {
  test('writes a row a window, which tag takes, and merges, without the video', async () => {
    expect((await run('embed', '.', '--every', '0.4', ...MODEL, '-o', 'clips.parquet')).status).toBe(0);
    const [stored, direct] = await Promise.all([
      tag('clips.parquet', '--merge', '--format', 'jsonl'),
      tag('.', '--every', '0.4', '--merge', '--format', 'jsonl'),
    ]);
    const outline = (text: string): unknown[] => lines(text).map(({ labels: _, ...line }) => line);
    expect(outline(stored.stdout)).toEqual(outline(direct.stdout));
    const vtt = await tag('clips.parquet', '--format', 'vtt');
    expect(vtt.status).toBe(2);
    expect(vtt.stderr).toContain('captions for one video, but several are named');
  });

  test('keeps the windows, so that captions of a store are those of the video', async () => {
    const cut = ['--scenes', '--every', '0.6'];
    expect((await run('embed', 'b.mp4', ...cut, ...MODEL, '-o', 'one.parquet')).status).toBe(0);
    const [stored, direct] = await Promise.all([
      tag('one.parquet', '--format', 'vtt'),
      tag('b.mp4', ...cut, '--format', 'vtt'),
    ]);
    expect(stored.status).toBe(0);
    const times = (text: string): string[] => text.split('\n').filter((line) => line.includes('-->'));
    expect(times(stored.stdout)).toHaveLength(3);
    expect(times(stored.stdout)).toEqual(times(direct.stdout));
  });

  test.each([['--merge'], ['--format', 'vtt']])(
    'a store of whole videos cannot be had with %s',
    async (...flags) => {
      expect((await run('embed', 'b.mp4', ...MODEL, '-o', 'whole.parquet')).status).toBe(0);
      const { status, stdout, stderr } = await tag('whole.parquet', ...flags);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain('but those of whole.parquet are of whole videos');
    },
  );
});

describe('xclip refuses', () => {
  const usage: [args: string[], says: string][] = [
    [['b.mp4', '--window', '3'], '--window needs --every'],
    [['b.mp4', '--scenes', '--window', '3'], '--window has no place beside --scenes'],
    [['b.mp4', '--every', '0'], '--every 0 is not a number'],
    [['b.mp4', '--every', 'x'], '--every x is not a number'],
    [['b.mp4', '--every', '1', '--window', '-1'], '--window -1 is not a number'],
    [['b.mp4', '--merge'], '--merge is for many clips of a video'],
    [['b.mp4', '--format', 'vtt'], '--format vtt is for many clips of a video'],
    [['.', '--every', '1', '--format', 'vtt'], 'writes captions for one video, but several are named'],
  ];

  test.each(usage)('%s', async (args, says) => {
    const { status, stderr } = await tag(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(says);
  });
});
