import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixturePath } from '../support/fixtures.js';
import { runCli, type CliResult } from '../support/run-cli.js';
import { runHere } from '../support/run-here.js';

const CLIPS = fixturePath('clips');
const QUERIES = ['playing sports', 'a dog catching a frisbee'];

interface Found {
  query: string;
  rank: number;
  video: string;
  clip: number;
  start_s: number;
  end_s: number;
  logit: number;
}

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xclip-search-'));
  const model = ['--model', fixturePath('checkpoints/base')];
  await run(['embed', CLIPS, ...model, '-o', 'clips.parquet']);
  await run(['embed', `${CLIPS}/bikes.mp4`, ...model, '--no-context', '-o', 'bare.parquet']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (args: string[]): Promise<CliResult> => runHere(args, { cwd: folder });
const search = (args: string[]): Promise<CliResult> => run(['search', ...args]);
const found = (text: string): Found[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Found);

/** What the model itself says: every clip's logits for the queries, from the videos. */
async function directOrder(query: string): Promise<{ video: string; logit: number }[]> {
  const model = ['--model', fixturePath('checkpoints/base')];
  const labels = ['--label', query, '--label', 'something else'];
  const { stdout } = await run(['tag', CLIPS, ...labels, ...model, '--format', 'jsonl']);
  interface Tagged {
    video: string;
    labels: { label: string; logit: number }[];
  }
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Tagged)
    .map(({ video, labels: tags }) => ({
      video,
      logit: tags.find(({ label }) => label === query)?.logit ?? NaN,
    }))
    .sort((a, b) => b.logit - a.logit);
}

describe('xclip search', () => {
  test("ranks all clips in the model's own order", async () => {
    const args = ['clips.parquet', ...QUERIES, '--top-k', '99', '--format', 'jsonl'];
    const { status, stdout, stderr } = await runCli(['search', ...args], { cwd: folder });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const rows = found(stdout);
    expect(rows.map(({ query }) => query)).toEqual(QUERIES.flatMap((query) => Array<string>(25).fill(query)));
    for (const query of QUERIES) {
      const hits = rows.filter((row) => row.query === query);
      expect(hits.map(({ rank }) => rank)).toEqual(hits.map((_, i) => i + 1));
      const direct = await directOrder(query);
      const logitOf = new Map(direct.map(({ video, logit }) => [video, logit]));
      for (const [i, { video, logit }] of hits.entries()) {
        expect(Math.abs(logit - (logitOf.get(video) ?? NaN))).toBeLessThan(0.02);
        // Neighbours closer than the rounding may change places.
        expect(Math.abs(logit - (direct[i]?.logit ?? NaN))).toBeLessThan(0.02);
      }
    }
  });

  test('breaks ties by the order of the store', async () => {
    const rows = found(
      (await search(['clips.parquet', 'eating', '--top-k', '99', '--format', 'jsonl'])).stdout,
    );
    const tied = rows.slice(1).filter((row, i) => row.logit === rows[i]?.logit);
    expect(tied.length).toBeGreaterThan(0);
    for (const row of tied) {
      const before = rows[row.rank - 2]?.video ?? '';
      expect(Buffer.compare(Buffer.from(before), Buffer.from(row.video))).toBe(-1);
    }
  });

  test('writes CSV and tables, the best first', async () => {
    const csv = (await search(['clips.parquet', ...QUERIES, '--top-k', '2'])).stdout;
    expect(csv.split('\n')[0]).toBe('query,rank,video,clip,start_s,end_s,logit');
    const rows = parse<Record<string, string>>(csv, { columns: true });
    expect(rows.map(({ query, rank }) => [query, rank])).toEqual([
      ['playing sports', '1'],
      ['playing sports', '2'],
      ['a dog catching a frisbee', '1'],
      ['a dog catching a frisbee', '2'],
    ]);
    const table = (await search(['clips.parquet', ...QUERIES, '--top-k', '2', '--format', 'table'])).stdout;
    for (const { video = '?' } of rows) expect(table).toContain(video);
  });

  test('writes to a file, with the run beside it', async () => {
    const { status, stdout } = await search([
      'clips.parquet',
      ...QUERIES,
      '-o',
      'out.jsonl',
      '--json',
      '--overwrite',
    ]);
    expect(status).toBe(0);
    const report = JSON.parse(stdout) as object;
    expect(report).toMatchObject({ counts: { clips: 25, scored: 25 }, queries: QUERIES });
    expect(JSON.parse(readFileSync(join(folder, 'out.jsonl.run.json'), 'utf8'))).toEqual(report);
    expect(found(readFileSync(join(folder, 'out.jsonl'), 'utf8'))).toHaveLength(20);
  });

  test('puts the prompt around the query for the model, not in the output', async () => {
    const plain = found((await search(['clips.parquet', 'a video of sports', '--format', 'jsonl'])).stdout);
    const args = ['clips.parquet', 'sports', '--prompt', 'a video of {}', '--format', 'jsonl'];
    expect(found((await search(args)).stdout)).toEqual(plain.map((row) => ({ ...row, query: 'sports' })));
  });

  test('a shortlist scores its clips exactly, each query its own', async () => {
    const all = found(
      (await search(['clips.parquet', ...QUERIES, '--top-k', '99', '--format', 'jsonl'])).stdout,
    );
    const args = ['--top-k', '99', '--shortlist', '6', '--format', 'jsonl'];
    const both = found((await search(['clips.parquet', ...QUERIES, ...args])).stdout);
    for (const query of QUERIES) {
      const short = both.filter((row) => row.query === query);
      expect(short).toHaveLength(6);
      const logits = new Map(
        all.filter((row) => row.query === query).map(({ video, logit }) => [video, logit]),
      );
      for (const { video, logit } of short) expect(logit).toBe(logits.get(video));
      const alone = found((await search(['clips.parquet', query, ...args])).stdout);
      expect(alone.map(({ video }) => video)).toEqual(short.map(({ video }) => video));
    }
    const wide = ['clips.parquet', ...QUERIES, '--top-k', '99', '--format', 'jsonl', '--shortlist', '25'];
    expect(found((await search(wide)).stdout)).toEqual(all);
  });
});

describe('xclip search refuses', () => {
  const long = 'very '.repeat(100).trim();
  test.each<[name: string, args: string[], status: number, says: string]>([
    ['no store', [], 2, 'no store is named'],
    ['no query', ['clips.parquet'], 2, 'no query is given'],
    ['an empty query', ['clips.parquet', ' '], 2, 'a query is empty'],
    ['a query twice', ['clips.parquet', 'a', 'a'], 2, 'the query "a" stands twice'],
    [
      'a query that is too long',
      ['clips.parquet', 'a', long],
      2,
      `the query "${long.slice(0, 60)}…" is longer than the`,
    ],
    ['a prompt without a place', ['clips.parquet', 'a', '--prompt', 'x'], 2, 'has no {}'],
    ['--json without --output', ['clips.parquet', 'a', '--json'], 2, '--output'],
    ['a video', [`${CLIPS}/bikes.mp4`, 'a'], 1, 'is not a feature store: it is no Parquet file'],
    ['a store that is not there', ['none.parquet', 'a'], 1, 'none.parquet: no such file'],
    ['a store without context', ['bare.parquet', 'a'], 1, 'bare.parquet holds no visual context'],
    [
      'another model',
      ['clips.parquet', 'a', '--model', fixturePath('checkpoints/odd')],
      1,
      'clips.parquet was made by',
    ],
    ['an output that exists', ['clips.parquet', 'a', '-o', 'kept.csv'], 1, 'kept.csv exists already'],
  ])('%s', async (_, args, status, says) => {
    writeFileSync(join(folder, 'kept.csv'), 'precious');
    const result = await search(args);
    expect(result.status).toBe(status);
    expect(result.stdout + result.stderr).toContain(says);
    expect(result.stderr).not.toContain('    at ');
    expect(readFileSync(join(folder, 'kept.csv'), 'utf8')).toBe('precious');
  });
});
