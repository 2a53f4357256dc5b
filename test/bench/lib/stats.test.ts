import { expect, test } from 'vitest';
import { growthPower, ratios, spread } from '../../../bench/lib/stats.mjs';

test('a spread is the least, the middle and the largest', () => {
  expect(spread([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 });
  expect(spread([4, 1, 2, 3])).toEqual({ min: 1, median: 2.5, max: 4 });
});

test('ratios are taken round by round, not least against least', () => {
  expect(ratios([4, 9], [2, 3])).toEqual({ min: 2, median: 2.5, max: 3 });
});

test('growth is that of the last step', () => {
  const points = [
    { x: 1, y: 5 },
    { x: 10, y: 2 },
    { x: 100, y: 20 },
  ];
  expect(growthPower(points)).toBe(1);
  expect(
    growthPower([
      { x: 1, y: 2 },
      { x: 2, y: 1 },
    ]),
  ).toBe(-1);
});
