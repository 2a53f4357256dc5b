import { expect, test } from 'vitest';
import { chooseFormat } from '../../../dist/output/formats/all-formats.js';

const VIDEO = `videos/${'a-very-long-folder/'.repeat(8)}clip.mp4`;

test.each([30, 50, 80, 120])('a table of labels fits %i columns, with the times of windows', (columns) => {
  const { header, toText } = chooseFormat('labels', { isTerminal: true }).text({ columns });
  const text = toText({
    video: VIDEO,
    clip: 3,
    startSeconds: 30.1,
    endSeconds: 39.6,
    span: { startSeconds: 30, endSeconds: 40 },
    frameIndices: [],
    notes: [],
    labels: [{ label: 'a label '.repeat(20), probability: 0.5, logit: 1 }],
  });
  for (const line of (header + text).split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
  if (columns >= 80) expect(text).toContain('clip.mp4 #3 30.0–40.0 s  a label');
});

test.each([50, 80, 120])('a table of hits fits %i columns', (columns) => {
  const { toText } = chooseFormat('hits', { isTerminal: true }).text({ columns });
  const hit = { video: VIDEO, clip: 0, startSeconds: 1, endSeconds: 2, score: 3 };
  const text = toText({ query: 'a dog', hits: [hit] } as unknown as Parameters<typeof toText>[0]);
  expect(text).toContain('clip.mp4\n');
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
});

test.each([50, 80, 120])('a table of videos fits %i columns', (columns) => {
  const { header, toText } = chooseFormat('summaries', { isTerminal: true }).text({ columns });
  const span = { startSeconds: 0, endSeconds: 4.5 };
  const scores = { meanProbability: 0.5, maxProbability: 1, maxSpan: span, segments: [span, span] };
  const labels = [
    { label: 'a \u001b[31mlabel '.repeat(20), ...scores },
    { set: 'x', label: 'b', ...scores, segments: [] },
  ];
  const text = toText({ video: VIDEO, clips: 12, ...span, notes: [], labels });
  for (const line of (header + text).split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
  expect(text).not.toContain('\u001b');
  expect(text).toMatch(/ {2}50\.00 % {3}100\.00 % {7}9\.0 s\n/);
  expect(text).toMatch(/ x: b +50\.00 % {3}100\.00 % {11}–\n/);
  if (columns >= 80) expect(text).toContain('clip.mp4 (12 clips)');
  if (columns >= 80)
    expect(toText({ video: 'v', clips: 1, ...span, notes: [], labels: [] })).toContain('v (1 clip)');
});
