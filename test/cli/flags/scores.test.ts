import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixturePath } from '../../support/fixtures.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

const CLIP = fixturePath('clips/bikes.mp4');
const MODEL = ['--model', fixturePath('checkpoints/base')];
const LABELS = ['--label', 'playing sports', '--label', 'eating spaghetti', '--label', 'go shopping'];

interface Entry {
  set?: string;
  label: string;
  probability: number;
  logit: number;
}

async function tag(...args: string[]): Promise<Entry[]> {
  const { status, stdout, stderr } = await runHere(['tag', CLIP, ...MODEL, '--format', 'jsonl', ...args]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return (JSON.parse(stdout) as { labels: Entry[] }).labels;
}

function file(content: string): string {
  const path = join(tempFolder(), 'labels.txt');
  writeFileSync(path, content);
  return path;
}

test('cosine is the logit without the model’s scale', async () => {
  const labels = await tag(...LABELS, '--scores', 'cosine');
  const scales = labels.map(({ logit, probability }) => logit / probability);
  expect(labels).toHaveLength(3);
  expect(labels.every(({ probability }) => Math.abs(probability) <= 1)).toBe(true);
  scales.forEach((scale) => expect(scale).toBeCloseTo(scales[0] ?? NaN, 3));
});

test('sigmoid weighs each label against the background alone', async () => {
  const background = file('a video\nsomething\n');
  const all = await tag(...LABELS, '--scores', 'sigmoid', '--background', background);
  const alone = await tag('--label', 'go shopping', '--scores', 'sigmoid', '--background', background);
  const among = all.find(({ label }) => label === 'go shopping');
  expect(among?.probability).toBeCloseTo(alone[0]?.probability ?? NaN, 5);
  expect(await tag(...LABELS, '--scores', 'sigmoid')).toHaveLength(3);
});

test('sets have probabilities of their own, from one decoding', async () => {
  const sports = file('playing sports\nother\n');
  const food = file('eating spaghetti\nother\n');
  const labels = await tag('--labels', `sport=${sports}`, '--labels', `food=${food}`);
  expect(labels.map(({ set }) => set)).toEqual(['sport', 'sport', 'food', 'food']);
  for (const name of ['sport', 'food']) {
    const sum = labels
      .filter(({ set }) => set === name)
      .reduce((total, { probability }) => total + probability, 0);
    expect(sum).toBeCloseTo(1, 6);
  }
  const { stdout } = await runHere([
    ...['tag', CLIP, ...MODEL, '--labels', `sport=${sports}`, '--labels', `food=${food}`],
    ...['--format', 'csv', '--top-k', '1'],
  ]);
  const rows = stdout
    .trim()
    .split('\n')
    .map((row) => row.split(','));
  expect(rows.map((row) => [row[4], row[8]])).toEqual([
    ['rank', 'set'],
    ['1', 'sport'],
    ['1', 'food'],
  ]);
});

test('a snapshot of sets can be checked', async () => {
  const sets = [
    '--labels',
    `a=${file('playing sports\nother\n')}`,
    '--labels',
    `b=${file('go shopping\nother\n')}`,
  ];
  for (const format of ['csv', 'jsonl']) {
    const { stdout } = await runHere(['tag', CLIP, ...MODEL, ...sets, '--format', format]);
    const check = await runHere(['tag', CLIP, ...MODEL, ...sets, '--check', file(stdout)]);
    expect(check).toEqual({ status: 0, stdout: '', stderr: '' });
  }
});

test('--background without sigmoid is refused', async () => {
  const { status, stderr } = await runHere(['tag', CLIP, ...MODEL, ...LABELS, '--background', file('x\n')]);
  expect(status).toBe(2);
  expect(stderr).toContain('--background is for --scores sigmoid');
});
