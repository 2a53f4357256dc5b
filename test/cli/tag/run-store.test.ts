import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHECKPOINTS, fixturePath, largestDifference } from '../../support/fixtures.js';
import type { CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';
import { clipAt, readStore, writeStore } from '../../store/store-fixture.js';

const CLIPS = fixturePath('clips');
const LABELS = ['playing sports', 'eating spaghetti', 'go shopping'].flatMap((label) => ['--label', label]);
const WITHOUT_FFMPEG = { PATH: '/nowhere', FFMPEG_PATH: '/nowhere/ffmpeg' };

interface Tagged {
  video: string;
  labels: { label: string; probability: number; logit: number }[];
}

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xclip-tag-store-'));
  for (const checkpoint of CHECKPOINTS) {
    await run([
      'embed',
      CLIPS,
      '--model',
      fixturePath(`checkpoints/${checkpoint}`),
      '-o',
      `${checkpoint}.parquet`,
    ]);
  }
  const five = `${CLIPS}/five-frames.mp4`;
  const model = ['--model', fixturePath('checkpoints/base')];
  await run(['embed', five, ...model, '--no-context', '-o', 'bare.parquet']);
  await run(['embed', `${CLIPS}/empty.mp4`, ...model, '-o', 'empty.parquet']);
  await run(['embed', CLIPS, ...model, '--normalize', '-o', 'unit.parquet']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (args: string[], env: NodeJS.ProcessEnv = {}): Promise<CliResult> =>
  runHere(args, { cwd: folder, env });
const tag = (args: string[], env: NodeJS.ProcessEnv = {}): Promise<CliResult> => run(['tag', ...args], env);
const records = (text: string): Tagged[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Tagged);
const logits = (record: Tagged | undefined): number[] =>
  [...(record?.labels ?? [])].sort((a, b) => (a.label < b.label ? -1 : 1)).map(({ logit }) => logit);
const withoutLabels = ({ labels: _, ...record }: Tagged): unknown => record;

describe('xclip tag STORE', () => {
  test.each(CHECKPOINTS)('gives the rows of the videos, logits within 0.02, with %s', async (checkpoint) => {
    const model = ['--model', fixturePath(`checkpoints/${checkpoint}`)];
    const direct = records((await tag([CLIPS, ...LABELS, ...model, '--format', 'jsonl'])).stdout);
    const result = await tag([`${checkpoint}.parquet`, ...LABELS, '--format', 'jsonl'], WITHOUT_FFMPEG);
    expect(result).toMatchObject({ status: 0, stderr: '' });
    const stored = records(result.stdout);
    expect(stored.map(withoutLabels)).toEqual(direct.map(withoutLabels));
    for (const [i, record] of stored.entries()) {
      expect(largestDifference(logits(record), logits(direct[i]))).toBeLessThan(0.02);
    }
  });

  test('does not care whether the embeddings are normalised', async () => {
    const [plain, unit] = await Promise.all(
      ['base', 'unit'].map(async (name) =>
        records((await tag([`${name}.parquet`, ...LABELS, '--format', 'jsonl'])).stdout),
      ),
    );
    for (const [i, record] of (plain ?? []).entries()) {
      expect(largestDifference(logits(record), logits(unit?.[i]))).toBeLessThan(1e-4);
    }
  });

  test('does not change a clip with how many follow it', async () => {
    const names = ['b-frames.mp4', 'bikes.mp4', 'five-frames.mp4'].map((name) => `${CLIPS}/${name}`);
    await run([
      'embed',
      ...names,
      '--model',
      fixturePath('checkpoints/base'),
      '-o',
      'three.parquet',
      '--overwrite',
    ]);
    for (const labels of [LABELS, LABELS.slice(0, 2)]) {
      const all = records((await tag(['base.parquet', ...labels, '--format', 'jsonl'])).stdout);
      const few = records((await tag(['three.parquet', ...labels, '--format', 'jsonl'])).stdout);
      expect(few).toEqual(all.filter(({ video }) => names.includes(video)));
    }
  });

  test('applies prompt, threshold, top-k and --check', async () => {
    const args = ['base.parquet', ...LABELS, '--prompt', 'a video of {}'];
    const { stdout } = await tag([...args, '--top-k', '1', '--threshold', '0.1', '--format', 'jsonl']);
    expect(records(stdout).every(({ labels }) => labels.length === 1)).toBe(true);
    writeFileSync(join(folder, 'snapshot.csv'), (await tag(args)).stdout);
    expect(await tag([...args, '--check', 'snapshot.csv'])).toMatchObject({ status: 0, stdout: '' });
    const drifted = await tag(['base.parquet', ...LABELS, '--check', 'snapshot.csv']);
    expect(drifted.status).toBe(4);
  });

  test('writes a run file that names the store', async () => {
    expect((await tag(['base.parquet', ...LABELS, '-o', 'out.csv', '--overwrite'])).status).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, 'out.csv.run.json'), 'utf8'))).toMatchObject({
      store: { path: 'base.parquet', clips: 25, whole: true },
      counts: { videos: 25, ok: 25, failed: 0, clips: 25 },
      model: { weights_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      finished: true,
    });
  });

  test('knows a store by its first bytes, and a model that has moved', async () => {
    cpSync(join(folder, 'base.parquet'), join(folder, 'noname'));
    cpSync(fixturePath('checkpoints/base'), join(folder, 'moved'), { recursive: true });
    const { stdout } = await tag(['base.parquet', ...LABELS]);
    expect((await tag(['noname', ...LABELS, '--model', 'moved'])).stdout).toBe(stdout);
  });

  test('warns of a label that is too long, as for videos', async () => {
    const long = 'very '.repeat(100).trim();
    const { status, stderr } = await tag(['base.parquet', ...LABELS, '--label', long]);
    expect(status).toBe(0);
    expect(stderr).toContain(`the label "${long.slice(0, 60)}…" is longer than`);
  });

  test('uses the whole groups of a store that was cut, says so, and ends with 3', async () => {
    const path = join(folder, 'long.parquet');
    await writeStore(path, 1100, (await readStore(join(folder, 'base.parquet'))).description);
    const bytes = readFileSync(path);
    writeFileSync(join(folder, 'cut.parquet'), bytes.subarray(0, Math.floor(bytes.length * 0.7)));
    const { status, stdout, stderr } = await tag(['cut.parquet', ...LABELS, '--top-k', '1']);
    expect(status).toBe(3);
    expect(stderr).toContain('cut.parquet is cut short: its first 512 clips are whole');
    const rows = stdout.trim().split('\n').slice(1);
    expect(rows.length).toBe(512);
    expect(rows[511]).toContain(clipAt(511).video);
  });
});

describe('xclip tag STORE refuses', () => {
  test.each<[name: string, args: string[], status: number, says: string]>([
    [
      'a store beside videos',
      ['base.parquet', CLIPS],
      2,
      'base.parquet is a feature store, which stands alone',
    ],
    ['two stores', ['base.parquet', 'odd.parquet'], 2, 'is a feature store, which stands alone'],
    ['a flag for videos', ['base.parquet', '--seed', '1'], 2, '--seed means nothing for base.parquet'],
    ['a list of videos', ['base.parquet', '--files-from', 'x'], 2, '--files-from means nothing'],
    ['a store that is not there', ['none.parquet'], 1, 'none.parquet: no such file'],
    ['a store without context', ['bare.parquet'], 1, 'bare.parquet holds no visual context'],
    ['a store without clips', ['empty.parquet'], 1, 'empty.parquet holds no clips'],
    [
      'a file that is no store',
      ['text.parquet'],
      1,
      'text.parquet is not a feature store: it is no Parquet file',
    ],
    ['a stub of a store', ['stub.parquet'], 1, 'stub.parquet is cut short'],
    [
      'a store of a model that is not here',
      ['alien.parquet', '--offline'],
      1,
      'alien.parquet was made by some/model',
    ],
    ['the store as output', ['base.parquet', '-o', 'base.parquet', '--overwrite'], 2, 'is the store itself'],
  ])('%s', async (_, args, status, says) => {
    writeFileSync(join(folder, 'text.parquet'), 'hello');
    writeFileSync(join(folder, 'stub.parquet'), readFileSync(join(folder, 'base.parquet')).subarray(0, 1000));
    await writeStore(join(folder, 'alien.parquet'), 2);
    const result = await tag([...args, ...LABELS], { HF_HOME: join(folder, 'hf') });
    expect({ status: result.status, stdout: result.stdout }).toEqual({ status, stdout: '' });
    expect(result.stderr).toContain(says);
    expect(result.stderr).not.toContain('    at ');
  });

  test("another model's store, naming both, before it touches the output", async () => {
    writeFileSync(join(folder, 'kept.csv'), 'precious');
    const other = fixturePath('checkpoints/odd');
    const args = ['base.parquet', ...LABELS, '--model', other, '-o', 'kept.csv', '--overwrite'];
    const { status, stderr } = await tag(args);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /base\.parquet was made by .*checkpoints\/base \(weights [0-9a-f]{12}\), not by .*checkpoints\/odd \(weights/,
    );
    expect(readFileSync(join(folder, 'kept.csv'), 'utf8')).toBe('precious');
    expect(existsSync(join(folder, 'kept.csv.run.json'))).toBe(false);
  });
});
