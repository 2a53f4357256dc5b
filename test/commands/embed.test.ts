import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { CHECKPOINTS, fixturePath, largestDifference, readCases } from '../support/fixtures.js';
import { runCli, type CliResult } from '../support/run-cli.js';
import { runHere } from '../support/run-here.js';
import { tempFolder } from '../support/temp-folder.js';
import { readStore } from '../store/store-fixture.js';

const CLIPS = fixturePath('clips');
const MODEL = ['--model', fixturePath('checkpoints/base')];
const FEW = ['b-frames.mp4', 'vp9.webm', 'five-frames.mp4', 'empty.mp4'].map((name) => `${CLIPS}/${name}`);

interface EmbedLine {
  video: string;
  clip: number;
  start_s: number;
  end_s: number;
  frame_indices: number[];
  embedding: number[];
  notes?: string[];
}

let folder: string;
beforeEach(() => void (folder = tempFolder()));

const embed = (args: string[]): Promise<CliResult> => runHere(['embed', ...args], { cwd: folder });
const lines = (text: string): EmbedLine[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as EmbedLine);
const inFolder = (name: string): Buffer => readFileSync(join(folder, name));
const digest = (name: string): string => createHash('sha256').update(inFolder(name)).digest('hex');

describe('xclip embed', () => {
  test.each(CHECKPOINTS)("writes the reference's get_video_features with %s", async (checkpoint) => {
    const cases = readCases(checkpoint).cases.filter(
      ({ seed, frame_sample_rate: rate, clip }) => seed === 0 && rate === 1 && clip !== 'ten-bit.mp4',
    );
    const videos = [...new Set(cases.map(({ clip }) => `${CLIPS}/${clip}`))];
    const { status, stdout } = await embed([...videos, '--model', fixturePath(`checkpoints/${checkpoint}`)]);
    expect(status).toBe(0);
    const byVideo = new Map(lines(stdout).map((line) => [line.video, line]));
    expect(cases.length).toBeGreaterThan(0);
    for (const { clip, indices, video_embeds: embeds } of cases) {
      const line = byVideo.get(`${CLIPS}/${clip}`);
      expect(line?.frame_indices).toEqual(indices);
      expect(largestDifference(line?.embedding ?? [], embeds)).toBeLessThan(1e-3);
    }
  });

  test('writes a store, with failures and the run beside it', async () => {
    const { status, stdout, stderr } = await runCli(['embed', ...FEW, ...MODEL, '-o', 'clips.parquet'], {
      cwd: folder,
    });
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toBe('xclip: 1 of 4 videos failed; the reasons are in clips.parquet.errors.jsonl\n');
    const { clips, description } = await readStore(join(folder, 'clips.parquet'));
    expect(clips.map(({ video }) => video.slice(CLIPS.length + 1))).toEqual([
      'b-frames.mp4',
      'five-frames.mp4',
      'vp9.webm',
    ]);
    expect(clips[1]?.notes).toEqual([expect.stringContaining('only 5 frames')]);
    expect(description).toMatchObject({
      model: {
        id: fixturePath('checkpoints/base'),
        weightsSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
      sampling: { sampling: 'documented', frames: 8, frame_sample_rate: 1, seed: 0, short: 'clamp' },
      preprocessing: { geometry: { resample: 'bilinear' }, scaling: {} },
      embedding: { width: 32, normalized: false },
      context: { patches: 16 },
    });
    expect(JSON.parse(inFolder('clips.parquet.errors.jsonl').toString())).toMatchObject({
      code: 'EMPTY_FILE',
    });
    expect(JSON.parse(inFolder('clips.parquet.run.json').toString())).toMatchObject({
      counts: { videos: 4, ok: 3, failed: 1, clips: 3 },
      embedding: { width: 32, normalized: false },
      settings: { format: 'parquet', context: true },
      finished: true,
    });
  });

  test('gives the same bytes whatever the batch size and the number of decoders', async () => {
    const knobs = [
      ['1', '1'],
      ['2', '3'],
      ['7', '2'],
    ];
    for (const [i, [batch = '', decoders = '']] of knobs.entries()) {
      for (const format of ['parquet', 'npy', 'jsonl']) {
        await embed([
          ...FEW,
          ...MODEL,
          '--batch-size',
          batch,
          '--decoders',
          decoders,
          '-o',
          `${i}.${format}`,
        ]);
      }
    }
    for (const format of ['parquet', 'npy', 'npy.index.jsonl', 'jsonl']) {
      expect(new Set(knobs.map((_, i) => digest(`${i}.${format}`))).size).toBe(1);
    }
  });

  test('writes an array with its index, equal to the lines', async () => {
    await embed([...FEW, ...MODEL, '-o', 'clips.npy']);
    const expected = lines((await embed([...FEW, ...MODEL])).stdout);
    const array = inFolder('clips.npy');
    expect(array.subarray(0, 128).toString('latin1')).toContain("'shape': (3, 32)");
    const values = Array.from({ length: 96 }, (_, i) => array.readFloatLE(128 + 4 * i));
    expect(values).toEqual(expected.flatMap(({ embedding }) => embedding.map(Math.fround)));
    const index = lines(inFolder('clips.npy.index.jsonl').toString());
    expect(index).toEqual(expected.map(({ embedding: _, ...line }, row) => ({ row, ...line })));
    expect(index[1]?.notes).toHaveLength(1);
  });

  test('normalizes on request, and leaves the context out', async () => {
    const plain = lines((await embed([...FEW, ...MODEL])).stdout);
    const unit = lines((await embed([...FEW, ...MODEL, '--normalize'])).stdout);
    for (const [i, { embedding }] of unit.entries()) {
      const length = Math.hypot(...(plain[i]?.embedding ?? []));
      expect(Math.hypot(...embedding)).toBeCloseTo(1, 6);
      expect(
        largestDifference(
          embedding.map((value) => value * length),
          plain[i]?.embedding ?? [],
        ),
      ).toBeLessThan(1e-5);
    }
    await embed([...FEW, ...MODEL, '--normalize', '--no-context', '-o', 'bare.parquet']);
    const { description, clips } = await readStore(join(folder, 'bare.parquet'));
    expect(description).toMatchObject({ embedding: { normalized: true }, context: undefined });
    expect(clips).toHaveLength(3);
  });

  test('prints a summary under --json', async () => {
    const { status, stdout } = await embed([...FEW.slice(0, 1), ...MODEL, '-o', 'a.parquet', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ counts: { clips: 1 }, context: { patches: 16 } });
  });
});

describe('xclip embed refuses', () => {
  test.each<[name: string, args: string[], status: number, says: string]>([
    [
      'an unknown extension',
      [...FEW, '-o', 'a.txt'],
      2,
      'a.txt has no extension that embed knows; end it in .parquet',
    ],
    ['an array on stdout', [...FEW, '--format', 'npy'], 2, '--format npy needs a file'],
    ['a store on stdout', [...FEW, '--format', 'parquet'], 2, '--format parquet needs a file'],
    ['context in lines', [...FEW, '--no-context'], 2, '--no-context means nothing for jsonl'],
    ['several views', [...FEW, '--views', '3'], 2, '--views'],
    ['several crops', [...FEW, '--crops', '3'], 2, '--crops'],
    ['no paths', [], 2, 'no videos are named'],
    ['--json without --output', [...FEW, '--json'], 2, '--output'],
    ['a folder without videos', ['.'], 1, 'no videos in .'],
    ['an output in no folder', [...FEW, '-o', 'no/such.parquet'], 1, 'no/such.parquet cannot be written'],
  ])('%s', async (_, args, status, says) => {
    const result = await embed([...args, ...MODEL]);
    expect(result.status).toBe(status);
    expect(result.stdout + result.stderr).toContain(says);
    expect(result.stderr).not.toContain('    at ');
  });

  test('an output or an index that exists, and leaves it untouched', async () => {
    writeFileSync(join(folder, 'a.parquet'), 'precious');
    writeFileSync(join(folder, 'b.npy.index.jsonl'), 'precious');
    for (const output of ['a.parquet', 'b.npy']) {
      const { status, stderr } = await embed([...FEW, ...MODEL, '-o', output]);
      expect(status).toBe(1);
      expect(stderr).toContain('exists already; give --overwrite');
    }
    expect(inFolder('a.parquet').toString()).toBe('precious');
    expect(existsSync(join(folder, 'b.npy'))).toBe(false);
    expect((await embed([...FEW.slice(0, 1), ...MODEL, '-o', 'a.parquet', '--overwrite'])).status).toBe(0);
    expect((await readStore(join(folder, 'a.parquet'))).clips).toHaveLength(1);
  });
});
