/** Searching a store by example, and for near-duplicates. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixturePath, ROOT } from '../support/fixtures.js';
import type { CliResult } from '../support/run-cli.js';
import { runHere } from '../support/run-here.js';

const CLIPS = fixturePath('clips');
const EXAMPLES = join(ROOT, 'examples/clips');
const CIRCLE = join(EXAMPLES, 'a-red-circle-moving-left.mp4');
const BIKES = join(CLIPS, 'bikes.mp4');
const BASE = ['--model', fixturePath('checkpoints/base')];

interface Found {
  query: string;
  rank: number;
  video: string;
  clip: number;
  start_s: number;
  end_s: number;
  cosine: number;
}

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xclip-like-'));
  mkdirSync(join(folder, 'videos'));
  for (const name of ['b-frames.mp4', 'h264.mkv', 'odd-420.webm', 'carphone.mp4'])
    copyFileSync(join(CLIPS, name), join(folder, 'videos', name));
  copyFileSync(BIKES, join(folder, 'videos/bikes#1.mp4'));
  for (const args of [
    [EXAMPLES, '--model', 'tiny-shapes', '-o', 'shapes.parquet'],
    ['videos', ...BASE, '-o', 'whole.parquet'],
    ['videos', ...BASE, '-o', 'bare.parquet', '--no-context', '--normalize'],
    ['videos', ...BASE, '-o', 'windows.parquet', '--every', '1', '--sampling', 'uniform'],
    ['videos', ...BASE, '-o', 'shots.parquet', '--scenes'],
    ['videos', ...BASE, '-o', 'even.parquet', '--sampling', 'uniform'],
  ]) {
    const { status, stderr } = await run(['embed', ...args, '-q']);
    expect(status, stderr).toBe(0);
  }
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (args: string[]): Promise<CliResult> => runHere(args, { cwd: folder });
const search = (...args: string[]): Promise<CliResult> => run(['search', ...args]);

async function hits(...args: string[]): Promise<Found[]> {
  const { status, stdout, stderr } = await search(...args, '--format', 'jsonl');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Found);
}

describe('xclip search --like', () => {
  test('finds the clip itself with a cosine of 1, then what is like it', async () => {
    const found = await hits('shapes.parquet', '--like', CIRCLE, '--top-k', '99');
    expect(found.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(found[0]).toMatchObject({ query: CIRCLE, video: CIRCLE, cosine: 1 });
    expect(found[1]?.video).toContain('a-red-');
    expect(found.map(({ cosine }) => cosine)).toEqual(
      found.map(({ cosine }) => cosine).sort((a, b) => b - a),
    );
  });

  test.each(['whole.parquet', 'bare.parquet', 'even.parquet'])('samples as %s was sampled', async (store) => {
    for (const name of ['b-frames.mp4', 'carphone.mp4']) {
      const [best] = await hits(store, '--like', `videos/${name}`, '--top-k', '1');
      expect(best?.cosine).toBeCloseTo(1, 6);
    }
  });

  test('takes the window that begins at a time, as the store cuts windows', async () => {
    const [best] = await hits('windows.parquet', '--like', 'videos/bikes#1.mp4#2', '--top-k', '1');
    expect(best).toMatchObject({ video: 'videos/bikes#1.mp4', clip: 2, cosine: 1 });
  });

  test('takes the shot that is shown at a time', async () => {
    const [best] = await hits('shots.parquet', '--like', 'videos/b-frames.mp4#0.3', '--top-k', '1');
    expect(best?.cosine).toBeCloseTo(1, 6);
  });

  test('of whole videos, takes the frames from a time on', async () => {
    const [all] = await hits('whole.parquet', '--like', 'videos/b-frames.mp4', '--top-k', '1');
    // The reference's window of this video begins at its 13th frame of 25 a second.
    const [same] = await hits(
      'whole.parquet',
      '--like',
      `videos/b-frames.mp4#${all?.start_s}`,
      '--top-k',
      '1',
    );
    expect(same?.cosine).toBe(1);
    const [other] = await hits('whole.parquet', '--like', 'videos/b-frames.mp4#0', '--top-k', '1');
    expect(other?.cosine).toBeLessThan(1);
    expect(await hits('even.parquet', '--like', 'videos/b-frames.mp4#0.5', '--top-k', '1')).toHaveLength(1);
  });

  test('several examples are searched for one by one; a # may be in a name', async () => {
    const examples = ['videos/bikes#1.mp4', 'videos/carphone.mp4'];
    const both = await hits('whole.parquet', ...examples.flatMap((file) => ['--like', file]), '--top-k', '2');
    expect(both.map(({ query }) => query)).toEqual(examples.flatMap((query) => [query, query]));
    for (const [i, query] of examples.entries()) {
      expect(both[2 * i]).toMatchObject({ video: query, cosine: 1 });
      expect(both.filter((hit) => hit.query === query)).toEqual(
        await hits('whole.parquet', '--like', query, '--top-k', '2'),
      );
    }
  });

  test('writes CSV and tables with the cosine, and the run beside a file', async () => {
    const { stdout: csv } = await search('whole.parquet', '--like', BIKES);
    expect(csv.split('\n')[0]).toBe('query,rank,video,clip,start_s,end_s,cosine');
    expect(parse(csv, { columns: true })).toHaveLength(5);
    const { stdout: table } = await search('whole.parquet', '--like', BIKES, '--format', 'table');
    expect(table).toContain('rank     cosine');
    await search('whole.parquet', '--like', BIKES, '-o', 'like.csv');
    expect(readFileSync(join(folder, 'like.csv'), 'utf8')).toBe(csv);
    expect(JSON.parse(readFileSync(join(folder, 'like.csv.run.json'), 'utf8'))).toMatchObject({
      queries: [BIKES],
      settings: { like: [BIKES], 'top-k': 10 },
      counts: { clips: 5, scored: 5 },
    });
  });
});

describe('xclip search --duplicates', () => {
  test('groups what is nearly the same, the first of the store first', async () => {
    const found = await hits('whole.parquet', '--duplicates', '--least', '0.99');
    // The same pictures in two containers.
    const group = found.filter(({ query }) => query === 'videos/b-frames.mp4');
    expect(group.map(({ video, rank }) => [video, rank]).slice(0, 2)).toEqual([
      ['videos/b-frames.mp4', 1],
      ['videos/h264.mkv', 2],
    ]);
    expect(group[0]?.cosine).toBe(1);
    expect(new Set(found.map(({ video }) => video)).size).toBe(found.length);
    expect(found.every(({ cosine }) => cosine >= 0.99)).toBe(true);
  });

  test('needs neither context nor model', async () => {
    const strip = (found: Found[]): unknown[] =>
      found.map(({ query, rank, video }) => ({ query, rank, video }));
    expect(strip(await hits('bare.parquet', '--duplicates'))).toEqual(
      strip(await hits('whole.parquet', '--duplicates')),
    );
  });

  test('names windows by where they begin, as --like takes them', async () => {
    const found = await hits('windows.parquet', '--duplicates', '--least', '0.9');
    const [first] = found;
    expect(first?.query).toMatch(/#\d+$/);
    const [same] = await hits('windows.parquet', '--like', first?.query ?? '', '--top-k', '1');
    expect(same).toMatchObject({ video: first?.video, cosine: 1 });
  });

  test('writes N of each group under --top-k, says where there are none, and counts', async () => {
    const all = await hits('whole.parquet', '--duplicates', '--least', '0.5');
    const cut = await hits('whole.parquet', '--duplicates', '--least', '0.5', '--top-k', '2');
    expect(cut).toEqual(all.filter(({ rank }) => rank <= 2));
    const { status, stdout, stderr } = await search('shapes.parquet', '--duplicates');
    expect([status, stdout]).toEqual([0, 'query,rank,video,clip,start_s,end_s,cosine\n']);
    expect(stderr).toContain('no two of 10 clips have a cosine of 0.97 or more');
    const args = ['whole.parquet', '--duplicates', '--least', '0.5', '-o', 'doubles.csv', '--json'];
    const groups = new Set(all.map(({ query }) => query)).size;
    const report = JSON.parse((await search(...args)).stdout) as unknown;
    expect(report).toMatchObject({
      counts: { clips: 5, scored: 5, groups, duplicates: all.length - groups },
      settings: { duplicates: true, least: 0.5, 'top-k': null },
      model: { folder: null, weights_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    });
  });
});

describe('refused is', () => {
  const odd = ['--model', fixturePath('checkpoints/odd')];
  test.each<[name: string, args: string[], status: number, says: string]>([
    [
      'a text beside --like',
      ['whole.parquet', 'a dog', '--like', BIKES],
      2,
      'a text and --like are searches of',
    ],
    [
      '--like beside --duplicates',
      ['whole.parquet', '--like', BIKES, '--duplicates'],
      2,
      '--like and --duplicates',
    ],
    [
      'a prompt for an example',
      ['whole.parquet', '--like', BIKES, '--prompt', '{}'],
      2,
      '--prompt means nothing',
    ],
    [
      'a shortlist for duplicates',
      ['whole.parquet', '--duplicates', '--shortlist', '5'],
      2,
      '--shortlist means',
    ],
    ['a decoder for a text', ['whole.parquet', 'a dog', '--timeout', '5'], 2, '--timeout means nothing'],
    [
      '--least without --duplicates',
      ['whole.parquet', 'a dog', '--least', '0.9'],
      2,
      '--least means nothing',
    ],
    ['a cosine of 0', ['whole.parquet', '--duplicates', '--least', '0'], 2, 'is not a number above 0 to 1'],
    [
      'a cosine of more than 1',
      ['whole.parquet', '--duplicates', '--least', '97'],
      2,
      'is not a number above 0 to 1',
    ],
    ['an example twice', ['whole.parquet', '--like', BIKES, '--like', BIKES], 2, 'stands twice'],
    [
      'a time beyond the video',
      ['whole.parquet', '--like', `${BIKES}#99`],
      1,
      'gives no clip at 99 s: it ends after',
    ],
    [
      'a time beyond all videos',
      ['windows.parquet', '--like', `${BIKES}#1${'0'.repeat(300)}`],
      1,
      'it ends after',
    ],
    [
      'a file that is not there',
      ['whole.parquet', '--like', 'none#5'],
      1,
      'the example none gives no clip at 5 s',
    ],
    ['an empty file', ['whole.parquet', '--like', join(CLIPS, 'empty.mp4')], 1, 'empty.mp4 gives no clip'],
    ['a text file', ['whole.parquet', '--like', join(CLIPS, 'text.mp4')], 1, 'text.mp4 gives no clip'],
    ['a folder', ['whole.parquet', '--like', 'videos'], 1, 'the example videos gives no clip'],
    ['another model', ['whole.parquet', '--like', BIKES, ...odd], 1, 'whole.parquet was made by'],
    ['a video for a store', [BIKES, '--duplicates'], 1, 'is not a feature store'],
    [
      'the example as output',
      [
        'whole.parquet',
        '--like',
        'videos/carphone.mp4',
        '-o',
        'videos/carphone.mp4',
        '--format',
        'csv',
        '--overwrite',
      ],
      2,
      'is an example that this run reads',
    ],
  ])('%s', async (_, args, status, says) => {
    const result = await search(...args);
    expect(result.stderr).toContain(says);
    expect([result.status, result.stdout]).toEqual([status, '']);
    expect(result.stderr).not.toContain('    at ');
  });

  test('a store that says nothing of its sampling', async () => {
    const bytes = readFileSync(join(folder, 'whole.parquet'));
    const from = bytes.indexOf('"documented"');
    bytes.write('"undocument"', from);
    writeFileSync(join(folder, 'odd.parquet'), bytes);
    const { status, stderr } = await search('odd.parquet', '--like', BIKES);
    expect(status).toBe(1);
    expect(stderr).toContain('odd.parquet does not say how its clips were read: its xclip.sampling');
  });
});
