import { describe, expect, test } from 'vitest';
import { recognizeByCount, recognizeByTime } from '../../../src/media/ffmpeg/frame-recognizer.js';
import { joinRuns, selectTree } from '../../../src/media/ffmpeg/select-expression.js';

/** ffmpeg's functions, by JavaScript. */
function selects(expression: string, n: number): boolean {
  const source = expression.replaceAll('\\,', ',').replaceAll('if(', 'iff(');
  // The expression is our own: to run it is the test.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const program = new Function('n', 'iff', 'lt', 'eq', 'between', `return ${source}`) as (
    ...args: unknown[]
  ) => number;
  const [lt, eq] = [(a: number, b: number) => +(a < b), (a: number, b: number) => +(a === b)];
  const iff = (condition: number, yes: number, no: number) => (condition === 0 ? no : yes);
  return program(n, iff, lt, eq, (x: number, low: number, high: number) => +(x >= low && x <= high)) !== 0;
}

test.each([
  { frames: [0] },
  { frames: [3, 4, 5] },
  { frames: [0, 2, 4, 6, 7, 8, 19] },
  { frames: Array.from({ length: 13 }, (_, i) => i * i) },
])('a tree selects $frames and nothing else', ({ frames }) => {
  const tree = selectTree('n', joinRuns(frames));
  const selected = Array.from({ length: 200 }, (_, n) => n).filter((n) => selects(tree, n));
  expect(selected).toEqual(frames);
});

test('a tree of 100,000 ranges is 17 deep: ffmpeg takes 100', () => {
  const tree = selectTree('pts', joinRuns(Array.from({ length: 100_000 }, (_, i) => 2 * i)));
  let depth = 0;
  let deepest = 0;
  for (const character of tree) {
    if (character === '(') deepest = Math.max(deepest, ++depth);
    else if (character === ')') depth--;
  }
  expect(deepest).toBe(18);
});

describe('a frame is recognized', () => {
  test('by its time, whatever was lost before, and none is that is not wanted', () => {
    const recognizer = recognizeByTime(Float64Array.of(0, 512, 1024, 1536, 2048), [1, 2, 4]);
    expect([256, 512, 1536, 2048, 4096, NaN].map((ticks) => recognizer.recognize(ticks))).toEqual([
      undefined,
      1,
      undefined,
      4,
      undefined,
      undefined,
    ]);
  });

  test('by counting, where there are no times', () => {
    const recognizer = recognizeByCount([1, 2, 4]);
    expect([NaN, NaN, NaN, NaN].map((ticks) => recognizer.recognize(ticks))).toEqual([1, 2, 4, undefined]);
  });
});
