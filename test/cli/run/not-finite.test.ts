/** What commands make of a model whose numbers are none, for all videos or for some: never rows without them. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FFMPEG } from '../../media/pool-fixture.js';
import { patchedCheckpoint } from '../../support/patched-checkpoint.js';
import type { CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

const LABELS = ['--label', 'dancing', '--label', 'cooking'];
const BROKEN = 'xclip: the model is broken: its numbers for every video are not finite; ';
const HEADER = 'video,clip,start_s,end_s,rank,label,probability,logit\n';

/** A vision tower that white makes overflow, and gray does not: 10³⁸ × (what a pixel is above the mean). */
const OVERFLOWING = { 'vision_model.embeddings.patch_embedding.weight': 1e38 };
const LARGE_SCALE = { logit_scale: 3e38 };
const NAN_WEIGHT = { 'vision_model.encoder.layers.0.mlp.fc1.weight': NaN };

let videos: string;
let folder: string;

function makeVideo(name: string, ...colors: string[]): void {
  const parts = colors.map((color, i) => `color=${color}:size=160x96:rate=25:duration=2[part${i}];`);
  const graph = `${parts.join('')}${colors.map((_, i) => `[part${i}]`).join('')}concat=n=${colors.length}`;
  const options = ['-v', 'error', '-f', 'lavfi', '-i', graph, '-c:v', 'libx264', '-pix_fmt', 'yuv420p'];
  execFileSync(FFMPEG, [...options, join(videos, name)]);
}

beforeAll(() => {
  videos = mkdtempSync(join(tmpdir(), 'xclip-not-finite-'));
  makeVideo('b-white.mp4', 'white');
  makeVideo('c-turns-white.mp4', 'gray', 'gray', 'white', 'gray');
  for (const name of ['a', 'd']) makeVideo(`${name}-gray.mp4`, 'gray');
});
afterAll(() => rmSync(videos, { recursive: true }));
beforeEach(() => {
  folder = tempFolder();
  mkdirSync(join(folder, 'videos'));
});

function put(...names: string[]): void {
  for (const name of names) cpSync(join(videos, name), join(folder, 'videos', name));
}

const run = (...args: string[]): Promise<CliResult> => runHere(args, { cwd: folder });
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

function failures(output: string): Record<string, string>[] {
  return read(`${output}.errors.jsonl`)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string>);
}

const failed = (video: string): unknown =>
  expect.objectContaining({
    video: `videos/${video}`,
    code: 'NOT_FINITE',
    message: expect.stringMatching(/^the model's numbers for it are not finite \(/) as string,
  });

describe('a model that gives no numbers at all', () => {
  test.each([
    ['a weight that is NaN', NAN_WEIGHT, 'fp32'],
    ['an infinite weight', { 'visual_projection.weight': Infinity }, 'fp32'],
    ['a weight of the scorer that is NaN', { 'prompts_generator.alpha': NaN }, 'fp32'],
    ['a logit_scale that exp() cannot take', LARGE_SCALE, 'fp32'],
    ['the same in int8', LARGE_SCALE, 'int8'],
    ['an infinite logit_scale', { logit_scale: Infinity }, 'fp32'],
    [
      'features without a direction',
      { 'mit.': { fill: 0 }, 'visual_projection.weight': { fill: 0 } },
      'fp32',
    ],
  ])('%s: tag ends with 1, and every video fails', async (_name, patches, precision) => {
    put('a-gray.mp4', 'b-white.mp4');
    const model = ['--model', patchedCheckpoint('base', patches), '--precision', precision];
    const { status, stderr } = await run('tag', 'videos', ...LABELS, ...model, '-o', 'out.csv');
    expect(stderr).toContain(BROKEN);
    expect(status).toBe(1);
    expect(read('out.csv')).toBe(HEADER);
    expect(failures('out.csv')).toEqual([failed('a-gray.mp4'), failed('b-white.mp4')]);
  });

  test.each(['jsonl', 'npy', 'parquet'])('embed ends with 1 and writes no vector as %s', async (format) => {
    put('a-gray.mp4');
    const out = `out.${format}`;
    const { status, stderr } = await run(
      'embed',
      'videos',
      '--model',
      patchedCheckpoint('base', NAN_WEIGHT),
      '-o',
      out,
    );
    expect(stderr).toContain(BROKEN);
    expect(status).toBe(1);
    expect(failures(out)).toEqual([failed('a-gray.mp4')]);
    if (format === 'jsonl') expect(read(out)).toBe('');
  });

  test('embed --normalize refuses zeros, which have no direction', async () => {
    put('a-gray.mp4');
    const zeros = { 'mit.': { fill: 0 }, 'visual_projection.weight': { fill: 0 } };
    const args = ['embed', 'videos', '--model', patchedCheckpoint('base', zeros)];
    expect((await run(...args, '-o', 'plain.jsonl')).status).toBe(0);
    expect((await run(...args, '-o', 'unit.jsonl', '--normalize')).status).toBe(1);
    expect(failures('unit.jsonl')).toEqual([failed('a-gray.mp4')]);
  });

  test.each(['tag', 'embed'])('%s in int8 ends before it begins, naming the tensor', async (command) => {
    put('a-gray.mp4');
    const model = ['--model', patchedCheckpoint('base', NAN_WEIGHT), '--precision', 'int8'];
    const labels = command === 'tag' ? LABELS : [];
    const { status, stderr } = await run(command, 'videos', ...labels, ...model, '-o', 'out.jsonl');
    expect(stderr).toContain(
      'the tensor vision_model.encoder.layers.0.mlp.fc1.weight holds numbers that are not finite',
    );
    expect(status).toBe(1);
    expect(existsSync(join(folder, 'out.jsonl'))).toBe(false);
  });

  test('labels without numbers end the run before it begins', async () => {
    put('a-gray.mp4');
    const model = ['--model', patchedCheckpoint('base', { 'text_projection.weight': NaN })];
    const { status, stderr } = await run('tag', 'videos', ...LABELS, ...model, '-o', 'out.csv');
    expect(stderr).toMatch(
      /^xclip: the model gives numbers that are not finite \(text_features\); .*models verify/m,
    );
    expect(status).toBe(1);
    expect(existsSync(join(folder, 'out.csv'))).toBe(false);
  });

  test('--scores cosine refuses a logit_scale that leaves nothing of cosines', async () => {
    put('a-gray.mp4');
    const model = ['--model', patchedCheckpoint('base', { logit_scale: -Infinity })];
    const { status, stderr } = await run('tag', 'videos', ...LABELS, ...model, '--scores', 'cosine');
    expect(stderr).toContain('the model gives numbers that are not finite (logit_scale)');
    expect(status).toBe(1);
  });

  test('a logit_scale as trained is none of these', async () => {
    put('a-gray.mp4');
    const model = ['--model', patchedCheckpoint('base', { logit_scale: Math.log(100) })];
    expect(await run('tag', 'videos', ...LABELS, ...model, '-o', 'out.csv')).toMatchObject({
      status: 0,
      stderr: '',
    });
  });
});

describe('a model that gives numbers for some videos', () => {
  test.each(['1', '3'])('fails the others alone, %s clips at once', async (batch) => {
    put('a-gray.mp4', 'd-gray.mp4');
    const args = [
      'tag',
      'videos',
      ...LABELS,
      '--model',
      patchedCheckpoint('base', OVERFLOWING),
      '--batch-size',
      batch,
    ];
    expect((await run(...args, '-o', 'whole.csv')).status).toBe(0);
    put('b-white.mp4');
    const { status, stderr } = await run(...args, '-o', 'out.csv');
    expect(stderr).toBe('xclip: 1 of 3 videos failed; the reasons are in out.csv.errors.jsonl\n');
    expect(status).toBe(3);
    expect(read('out.csv')).toBe(read('whole.csv'));
    expect(failures('out.csv')).toEqual([failed('b-white.mp4')]);
  });

  test('ends a video where its numbers end', async () => {
    put('a-gray.mp4', 'c-turns-white.mp4', 'd-gray.mp4');
    const args = [
      'tag',
      'videos',
      ...LABELS,
      '--every',
      '1',
      '--model',
      patchedCheckpoint('base', OVERFLOWING),
    ];
    expect((await run(...args, '-o', 'out.jsonl')).status).toBe(3);
    const clips = read('out.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { video: string });
    const countOf = (name: string): number => clips.filter(({ video }) => video === `videos/${name}`).length;
    expect(['a-gray.mp4', 'c-turns-white.mp4', 'd-gray.mp4'].map(countOf)).toEqual([2, 4, 2]);
    expect(failures('out.jsonl')).toEqual([failed('c-turns-white.mp4')]);
    expect(JSON.parse(read('out.jsonl.run.json'))).toMatchObject({ counts: { videos: 3, ok: 2, failed: 1 } });
  });

  test('embed fails the others alone', async () => {
    put('a-gray.mp4', 'b-white.mp4');
    const args = ['embed', 'videos', '--model', patchedCheckpoint('base', OVERFLOWING)];
    expect((await run(...args, '-o', 'out.jsonl')).status).toBe(3);
    expect(read('out.jsonl')).toMatch(/^\{"video":"videos\/a-gray.mp4",[^\n]*\n$/);
    expect(failures('out.jsonl')).toEqual([failed('b-white.mp4')]);
  });
});

describe('a store', () => {
  test('whose model cannot score it', async () => {
    put('a-gray.mp4', 'b-white.mp4');
    const model = ['--model', patchedCheckpoint('base', LARGE_SCALE)];
    expect((await run('embed', 'videos', ...model, '-o', 'clips.parquet')).status).toBe(0);
    const tagged = await run('tag', 'clips.parquet', ...LABELS, '-o', 'out.csv');
    expect(tagged.stderr).toContain(BROKEN);
    expect(tagged.status).toBe(1);
    expect(read('out.csv')).toBe(HEADER);
    expect(failures('out.csv')).toEqual([failed('a-gray.mp4'), failed('b-white.mp4')]);
    const found = await run('search', 'clips.parquet', 'dancing');
    expect(found.stderr).toMatch(
      /^xclip: videos\/a-gray\.mp4: the model's numbers for it are not finite \(logits_per_video\); /m,
    );
    expect(found).toMatchObject({ status: 1, stdout: '' });
  });
});
