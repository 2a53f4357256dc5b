import { expect, test } from 'vitest';
import { formatProbability, formatSeconds } from '../../../page/src/format.js';

test.each([
  [0, '0.00 s'],
  [59.994, '59.99 s'],
  [60, '1:00.0'],
  [3723.44, '1:02:03.4'],
  [3599.96, '1:00:00.0'],
  [-75, '-1:15.0'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

test('what is no probability is a number', () => {
  expect([1, 0.00049, -0.25, 31.5].map(formatProbability)).toEqual([
    '100.0\u00a0%',
    '0.0\u00a0%',
    '-0.250',
    '31.500',
  ]);
});
