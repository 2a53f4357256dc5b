/** --crops, --resize and --rotate, through the command. */
import { expect, test } from 'vitest';
import { fixturePath } from '../../support/fixtures.js';
import type { CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';

const LABELS = ['playing sports', 'eating spaghetti', 'go shopping'];

function tag(clip: string, ...flags: string[]): Promise<CliResult> {
  const model = ['--model', fixturePath('checkpoints/base')];
  const labels = LABELS.flatMap((label) => ['--label', label]);
  return runHere(['tag', fixturePath(`clips/${clip}`), ...model, ...labels, '--format', 'jsonl', ...flags]);
}

async function probabilities(clip: string, ...flags: string[]): Promise<Record<string, number>> {
  const { status, stdout } = await tag(clip, ...flags);
  expect(status).toBe(0);
  const { labels } = JSON.parse(stdout) as { labels: { label: string; probability: number }[] };
  return Object.fromEntries(labels.map(({ label, probability }) => [label, probability]));
}

test('three crops average what their frames give', async () => {
  const [one, three, again] = await Promise.all([
    probabilities('bikes.mp4'),
    probabilities('bikes.mp4', '--crops', '3'),
    probabilities('bikes.mp4', '--crops', '3', '--views', '1', '--batch-size', '1'),
  ]);
  expect(three).not.toEqual(one);
  expect(three).toEqual(again);
  expect(Object.values(three).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
  // Another crop of the same scene: near, or the wrong pixels came.
  for (const label of LABELS) expect(Math.abs((three[label] ?? 0) - (one[label] ?? 0))).toBeLessThan(0.2);
});

test('--resize to the model’s own length changes nothing, to another it does', async () => {
  const [plain, sameSize, larger] = await Promise.all([
    probabilities('portrait.mp4'),
    probabilities('portrait.mp4', '--resize', '64'),
    probabilities('portrait.mp4', '--resize', '80'),
  ]);
  expect(sameSize).toEqual(plain);
  expect(larger).not.toEqual(plain);
});

test('--rotate changes what has a display matrix, and nothing else', async () => {
  const [stored, upright, without, withFlag] = await Promise.all([
    probabilities('rotated.mp4'),
    probabilities('rotated.mp4', '--rotate'),
    probabilities('b-frames.mp4'),
    probabilities('b-frames.mp4', '--rotate'),
  ]);
  expect(upright).not.toEqual(stored);
  expect(withFlag).toEqual(without);
});

test('wrong values are usage errors', async () => {
  const [crops, resize] = await Promise.all([
    tag('bikes.mp4', '--crops', '2'),
    tag('bikes.mp4', '--resize', '63'),
  ]);
  expect(crops.status).toBe(2);
  expect(crops.stderr).toContain('1, 3');
  expect(resize).toMatchObject({ status: 2, stdout: '' });
  expect(resize.stderr).toBe(
    'xclip: --resize 63 is less than the 64 pixels that the model takes; give 64 or more\n',
  );
});
