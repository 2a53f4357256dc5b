import { expect, test } from 'vitest';
import { averageFeatures } from '../../../src/xclip/text/average-features.js';

const length = (values: readonly number[]): number => Math.hypot(...values);

test('labels of one text each are what they were, to the bit', () => {
  const features = Float32Array.of(0.1, -7, 3, 1e-30);
  expect(averageFeatures(features, [1, 1], 2)).toBe(features);
});

test('a label of one text is not touched by one of several', () => {
  const averaged = averageFeatures(Float32Array.of(0.1, -7, 1, 0, 0, 1), [1, 2], 2);
  expect([...averaged.subarray(0, 2)]).toEqual([Math.fround(0.1), -7]);
});

test('the direction is that of the mean at length 1, the length the mean of the lengths', () => {
  // A text that is ten times as long weighs no more.
  const [x = NaN, y = NaN] = averageFeatures(Float32Array.of(10, 0, 0, 2), [2], 2);
  expect(x).toBeCloseTo(y, 6);
  expect(length([x, y])).toBeCloseTo(6, 6);
});

test('the same text twice is that text', () => {
  const text = [3, -4, 12];
  const averaged = averageFeatures(Float32Array.from([...text, ...text]), [2], 3);
  text.forEach((value, i) => expect(averaged[i]).toBeCloseTo(value, 5));
});

test('texts that cancel out, or are nothing, give zeros, not NaN', () => {
  expect([...averageFeatures(Float32Array.of(1, 2, -1, -2), [2], 2)]).toEqual([0, 0]);
  expect([...averageFeatures(new Float32Array(4), [2], 2)]).toEqual([0, 0]);
});
