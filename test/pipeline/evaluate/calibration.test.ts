import { expect, test } from 'vitest';
import { Calibration, CALIBRATION_BINS } from '../../../src/pipeline/evaluate/calibration.js';

function errorOf(...answers: [number, boolean][]): number | undefined {
  const calibration = new Calibration();
  for (const [probability, isRight] of answers) calibration.add(probability, isRight);
  return calibration.error();
}

test('is the gap between what was said and what was right', () => {
  expect(errorOf([0.9, true])).toBeCloseTo(0.1, 12);
  expect(errorOf([0.9, false])).toBeCloseTo(0.9, 12);
  // Within a bin, gaps to both sides cancel.
  expect(errorOf([0.5, true], [0.5, false])).toBeCloseTo(0, 12);
  // Across bins they do not.
  expect(errorOf([0.4, true], [0.6, false])).toBeCloseTo(0.6, 12);
});

test('a bin ends with its upper edge, and the ends of the range are in the outer ones', () => {
  const edge = 5 / CALIBRATION_BINS;
  // One bin: the mean of both is compared, not each.
  expect(errorOf([edge, true], [edge - 0.01, false])).toBeCloseTo(Math.abs(0.5 - (edge - 0.005)), 12);
  expect(errorOf([edge, true], [edge + 0.01, false])).toBeCloseTo((1 - edge + edge + 0.01) / 2, 12);
  expect(errorOf([0, false], [1, true])).toBe(0);
});

test('of nothing there is none', () => expect(errorOf()).toBeUndefined());
