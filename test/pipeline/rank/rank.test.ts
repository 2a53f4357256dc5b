import { describe, expect, test } from 'vitest';
import { rank } from '../../../src/pipeline/rank/rank.js';
import { softmax } from '../../../src/pipeline/rank/score-rules.js';

const clip = { video: 'a.mp4', clip: 0, startSeconds: 0, endSeconds: 1, frameIndices: [0, 1], notes: [] };
const labels = ['a', 'b', 'c'];
const ranked = (
  logits: number[][],
  options: { topK?: number; threshold?: number } = {},
): [string, number, number][] =>
  rank(
    { ...clip, logits: logits.map((row) => Float32Array.from(row)) },
    { labels, topK: 9, threshold: 0, ...options },
  ).labels.map(({ label, probability, logit }) => [label, probability, logit]);

describe('rank', () => {
  test('puts the likeliest first, and equal ones in the order of the labels', () => {
    expect(ranked([[1, 3, 3]]).map(([label]) => label)).toEqual(['b', 'c', 'a']);
  });

  test('keeps the probabilities of the whole when it cuts', () => {
    const all = ranked([[1, 2, 3]]);
    expect(ranked([[1, 2, 3]], { topK: 2 })).toEqual(all.slice(0, 2));
    expect(ranked([[1, 2, 3]], { threshold: 0.2 })).toEqual(all.slice(0, 2));
    expect(ranked([[1, 2, 3]], { threshold: 1 })).toEqual([]);
  });

  test('averages the probabilities of the views, not their logits', () => {
    const [first, second] = [softmax(Float32Array.of(8, 0, 0)), softmax(Float32Array.of(0, 2, 0))];
    const expected = [0, 1, 2].map((i) => ((first[i] ?? NaN) + (second[i] ?? NaN)) / 2);
    const byLabel = new Map(
      ranked([
        [8, 0, 0],
        [0, 2, 0],
      ]).map(([label, probability, logit]) => [label, { probability, logit }]),
    );
    expect(labels.map((label) => byLabel.get(label)?.probability)).toEqual(expected);
    expect(labels.map((label) => byLabel.get(label)?.logit)).toEqual([4, 1, 0]);
  });
});

describe('softmax', () => {
  test.each([
    { logits: [0, 0], expected: [0.5, 0.5] },
    { logits: [5], expected: [1] },
    { logits: [1000, -1000], expected: [1, 0] },
    { logits: [-1000, -1000], expected: [0.5, 0.5] },
    { logits: [], expected: [] },
  ])('of $logits', ({ logits, expected }) => {
    expect([...softmax(Float32Array.from(logits))]).toEqual(expected);
  });
});
