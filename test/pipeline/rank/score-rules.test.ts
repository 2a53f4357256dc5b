import { describe, expect, test } from 'vitest';
import { scoreSets, softmax, type ScoreName } from '../../../src/pipeline/rank/score-rules.js';

const score = (scores: ScoreName, logits: number[], setSizes: number[]): number[] => [
  ...scoreSets(Float32Array.from(logits), setSizes, { scores, logitScale: 100 }),
];
const expectClose = (actual: number[], expected: number[]): void => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 12));
};

describe('softmax', () => {
  test('is taken in each set on its own, and ignores the background', () => {
    expectClose(score('softmax', [1, 2, 3, 0, 0, 99], [3, 2]), [
      ...softmax(Float32Array.of(1, 2, 3)),
      0.5,
      0.5,
    ]);
  });
});

describe('sigmoid', () => {
  test('is the softmax of the label against the background alone', () => {
    const [against] = softmax(Float32Array.of(2, 1, 0));
    expectClose(score('sigmoid', [2, 1, 0], [1]), [against ?? NaN]);
  });

  test('does not change with the other labels', () => {
    const [alone] = score('sigmoid', [2, 1], [1]);
    expect(score('sigmoid', [2, 50, -50, 1], [3])[0]).toBe(alone);
  });

  test('can hold for several labels, or for none', () => {
    expect(score('sigmoid', [9, 9, 0], [2]).every((value) => value > 0.99)).toBe(true);
    expect(score('sigmoid', [-9, -9, 0], [2]).every((value) => value < 0.01)).toBe(true);
  });

  test('survives extremes', () => {
    expect(score('sigmoid', [1000, -1000, 0], [2])).toEqual([1, 0]);
  });
});

describe('cosine', () => {
  test('is the logit without its scale', () => {
    expectClose(score('cosine', [25, -100], [2]), [0.25, -1]);
  });
});
