import { describe, expect, test } from 'vitest';
import { framesBetween, shownFrames } from '../../src/report/choose-frames.js';

const TIMES = Array.from({ length: 100 }, (_, frame) => frame / 25);

describe('frames between two times', () => {
  test('that the documented sampling took are found exactly', () => {
    expect(framesBetween(TIMES, 12 / 25, 19 / 25)).toEqual([12, 13, 14, 15, 16, 17, 18, 19]);
  });

  test.each([
    ['of a long stretch, evenly', 0, 4, [0, 14, 28, 42, 57, 71, 85, 99]],
    ['of one moment, once', 1, 1, [25]],
    ['rounded as CSV rounds', 0.480001, 0.520001, [12, 13]],
    ['before the beginning and after the end', -5, 99, [0, 14, 28, 42, 57, 71, 85, 99]],
    ['the wrong way round', 2, 1, [50]],
  ])('%s', (_, start, end, frames) => {
    expect(framesBetween(TIMES, start, end)).toEqual(frames);
  });

  test('of nothing there are none', () => {
    expect(framesBetween([], 0, 1)).toEqual([]);
  });
});

test('of many frames, eight are shown', () => {
  expect(shownFrames([3, 3, 4])).toEqual([3, 3, 4]);
  expect(shownFrames(Array.from({ length: 32 }, (_, i) => i))).toEqual([0, 4, 9, 13, 18, 22, 27, 31]);
});
