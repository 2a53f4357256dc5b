import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { runCli, type CliResult } from '../support/run-cli.js';
import { runHere } from '../support/run-here.js';
import { fewVideos, LABELS, MODEL } from './tag-fixture.js';

let folder: string;
beforeEach(() => void (folder = fewVideos()));

const tag = (args: string[]): Promise<CliResult> => runHere(['tag', ...args], { cwd: folder });
const inFolder = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('xclip tag', () => {
  test('writes sorted CSV, and failures to stderr', async () => {
    const { status, stdout, stderr } = await runCli(['tag', 'videos', ...LABELS, ...MODEL], { cwd: folder });
    expect(status).toBe(3);
    const rows = stdout.trim().split('\n');
    expect(rows[0]).toBe('video,clip,start_s,end_s,rank,label,probability,logit');
    expect(rows.slice(1).map((row) => row.split(',').slice(0, 5).join())).toEqual(
      ['videos/a.webm,0,0.48,0.76', 'videos/b.mp4,0,0.48,0.76', 'videos/more/five.mp4,0,0.0,0.16'].flatMap(
        (clip) => [1, 2, 3].map((rank) => `${clip},${rank}`),
      ),
    );
    expect(stderr).toContain(
      'xclip: videos/c.mp4: no video stream (audio only); leave it out with --exclude\n',
    );
    expect(stderr).toContain('xclip: videos/more/empty.mp4: the file is empty');
  });

  test('writes JSONL with an errors file and a run file', async () => {
    const { status, stdout, stderr } = await tag([
      'videos',
      ...LABELS,
      ...MODEL,
      '-o',
      'out.jsonl',
      '--top-k',
      '1',
    ]);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toBe('xclip: 2 of 5 videos failed; the reasons are in out.jsonl.errors.jsonl\n');
    const records = inFolder('out.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map(({ video }) => video)).toEqual([
      'videos/a.webm',
      'videos/b.mp4',
      'videos/more/five.mp4',
    ]);
    expect(records[1]).toMatchObject({
      clip: 0,
      start_s: 0.48,
      end_s: 0.76,
      frame_indices: [12, 13, 14, 15, 16, 17, 18, 19],
      labels: [{ label: 'playing sports' }],
    });
    expect(records[1]).not.toHaveProperty('notes');
    expect(records[2]?.notes).toEqual([expect.stringContaining('the video has only 5 frames')]);
    expect(
      inFolder('out.jsonl.errors.jsonl')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      {
        video: 'videos/c.mp4',
        code: 'NO_VIDEO_STREAM',
        message: expect.stringContaining('no video stream') as string,
      },
      {
        video: 'videos/more/empty.mp4',
        code: 'EMPTY_FILE',
        message: expect.stringContaining('empty') as string,
      },
    ]);
    expect(JSON.parse(inFolder('out.jsonl.run.json'))).toMatchObject({
      tool: { name: 'xclip-tagger' },
      model: { weights_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      settings: { seed: 0, 'top-k': 1, paths: ['videos'] },
      counts: { videos: 5, ok: 3, failed: 2, clips: 3 },
      finished: true,
    });
  });

  test('gives the same bytes whatever the batch size and the number of decoders', async () => {
    const outputs = await Promise.all(
      [
        ['--batch-size', '1', '--decoders', '1'],
        ['--batch-size', '2', '--decoders', '3'],
        ['--batch-size', '7', '--decoders', '2'],
      ].map(
        async (flags) => (await tag(['videos', ...LABELS, ...MODEL, '--format', 'jsonl', ...flags])).stdout,
      ),
    );
    expect(outputs[0]).not.toBe('');
    expect(new Set(outputs).size).toBe(1);
  });

  test('prints a summary under --json', async () => {
    const { status, stdout } = await tag(['videos/b.mp4', ...LABELS, ...MODEL, '-o', 'out.csv', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ counts: { videos: 1, ok: 1, failed: 0 } });
  });

  test('applies prompt, threshold, sampling and paths from stdin', async () => {
    const { status, stdout } = await runCli(
      [
        'tag',
        '--files-from',
        '-',
        ...LABELS,
        ...MODEL,
        '--prompt',
        'a video of {}',
        '--threshold',
        '0.4',
        '--sampling',
        'uniform',
        '--format',
        'jsonl',
      ],
      { cwd: folder, stdin: 'videos/b.mp4\n' },
    );
    expect(status).toBe(0);
    const record = JSON.parse(stdout) as {
      frame_indices: number[];
      labels: { label: string; probability: number }[];
    };
    expect(record.frame_indices).toEqual([2, 7, 12, 17, 22, 27, 32, 37]);
    expect(record.labels.every(({ probability }) => probability >= 0.4)).toBe(true);
    expect(record.labels.every(({ label }) => !label.startsWith('a video'))).toBe(true);
  });

  test('warns of a label that is too long, naming it', async () => {
    const long = 'very '.repeat(100).trim();
    const { status, stderr } = await tag(['videos/b.mp4', ...LABELS, '--label', long, ...MODEL]);
    expect(status).toBe(0);
    expect(stderr).toContain(`the label "${long.slice(0, 60)}…" is longer than`);
  });
});

test.each([
  ['a comment', ['# verbs', 'dancing'], 'the label "# verbs" begins with #'],
  ['rows of a CSV file', ['id,name', '1,dancing', '2,cooking'], 'each label has a comma: of a CSV file'],
  ['labels with commas', ['a dog, running', 'cooking'], undefined],
])('of labels that are %s a hint is given', async (_, labels, hint) => {
  writeFileSync(join(folder, 'labels.txt'), labels.join('\n'));
  const { status, stderr } = await tag(['videos/b.mp4', '--labels', 'labels.txt', ...MODEL]);
  expect(status).toBe(0);
  if (hint === undefined) expect(stderr).toBe('');
  else expect(stderr).toContain(hint);
});

describe('xclip tag --check', () => {
  const check = (snapshot: string, ...more: string[]): Promise<CliResult> =>
    tag([
      'videos',
      '--exclude',
      'c.mp4',
      '--exclude',
      'empty.mp4',
      ...LABELS,
      ...MODEL,
      '--check',
      snapshot,
      ...more,
    ]);

  test('under --json says in the JSON what drifted, and nothing else', async () => {
    const { stdout: old } = await tag(['videos', ...LABELS, ...MODEL]);
    writeFileSync(join(folder, 'old.csv'), old.replaceAll('videos/a.webm', 'videos/gone.webm'));
    const { status, stdout } = await check('old.csv', '--json');
    expect(status).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      drift: [
        { video: 'videos/a.webm', clip: 0, difference: 'is not in the snapshot' },
        { video: 'videos/gone.webm', clip: 0, difference: 'is in the snapshot but not in this run' },
      ],
    });
    writeFileSync(join(folder, 'same.csv'), old.replaceAll('videos/', './videos/'));
    const same = await check('same.csv', '--json');
    expect(same.status).toBe(0);
    expect(JSON.parse(same.stdout)).toMatchObject({ drift: [] });
  });

  test.each(['csv', 'jsonl'])('passes on its own %s', async (format) => {
    const { stdout } = await tag(['videos', ...LABELS, ...MODEL, '--top-k', '2', '--format', format]);
    writeFileSync(join(folder, 'snapshot'), stdout);
    expect(await check('snapshot')).toMatchObject({ status: 0, stdout: '' });
  });

  test('names what drifted, and ends with 4', async () => {
    const { stdout } = await tag(['videos', ...LABELS, ...MODEL]);
    const drifted = stdout
      .replace(/(videos\/b\.mp4,.*,playing sports,)[^,]*/, '$10.9')
      .replace(/videos\/a\.webm/g, 'videos/gone.webm');
    writeFileSync(join(folder, 'snapshot.csv'), drifted);
    const result = await check('snapshot.csv');
    expect(result.status).toBe(4);
    expect(result.stdout).toContain('videos/b.mp4: "playing sports" has probability 0.51');
    expect(result.stdout).toContain('videos/a.webm: is not in the snapshot');
    expect(result.stdout).toContain('videos/gone.webm: is in the snapshot but not in this run');
    expect((await check('snapshot.csv', '--tolerance', '1')).stdout).not.toContain('b.mp4');
  });

  test.each([
    ['an empty file', ''],
    ['another table', 'a,b\n1,2\n'],
    ['other JSON', '{"a":1}\n'],
    ['noise', '\0\x01\x02'],
  ])('refuses %s as a snapshot', async (_, content) => {
    writeFileSync(join(folder, 'bad'), content);
    const { status, stderr } = await check('bad');
    expect(status).toBe(2);
    expect(stderr).toContain('the snapshot bad cannot be used');
  });
});
