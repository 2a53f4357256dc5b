import { expect, test } from 'vitest';
import { timesOfRun } from '../../../src/media/packets/run-times.js';

const of = (times: readonly (number | undefined)[]): Float64Array =>
  Float64Array.from(times, (ticks) => ticks ?? NaN);
const none = undefined;

test.each([
  ['all are known', [0, 4, 2, 1], [none, none, 0, 1], 0, { ticks: [0, 1, 2, 4], guessed: [] }],
  ['one is missing', [15, none, 16], [14, 15, 16], 1, { ticks: [15, 16, 17], guessed: [17] }],
  [
    'several are missing',
    [30, none, 40, none, 60],
    [20, 30, 40, 50, 60],
    10,
    { ticks: [30, 40, 50, 60, 70], guessed: [50, 70] },
  ],
  ['uneven ones are known', [0, 7, none, 31], [0, 10, 20, 30], 0, { ticks: [0, 7, 20, 31], guessed: [20] }],
  ['all are missing', [none, none, none], [0, 1, 2], 5, { ticks: [5, 6, 7], guessed: [5, 6, 7] }],
  [
    'one has neither time',
    [100, 20, none, 60],
    [none, none, none, 20],
    0,
    { ticks: [19, 20, 60, 100], guessed: [19] },
  ],
  ['the last has neither time', [3, none], [3, none], 0, { ticks: [2, 3], guessed: [2] }],
])('%s', (_name, pts, dts, lag, expected) => {
  const found = timesOfRun(of(pts), of(dts), lag);
  expect(found && { ticks: [...found.ticks], guessed: found.guessed }).toEqual(expected);
});

test('nothing tells where no time is shown and some are not decoded', () => {
  expect(timesOfRun(of([none, none]), of([none, 1]), 0)).toBeUndefined();
});
