import { expect, test } from 'vitest';
import { at } from '../dist/at.js';

test('gives the value at an index, of lists and typed arrays', () => {
  expect(at(['a', 'b'], 1)).toBe('b');
  expect(at(Float32Array.of(0.5, 0), 1)).toBe(0);
  expect(at(BigInt64Array.of(7n), 0)).toBe(7n);
  expect(at('ab', 0)).toBe('a');
});

test.each([
  [[1, 2], 2, 'no value at 2 of 2'],
  [new Float32Array(3), -1, 'no value at -1 of 3'],
  [[], 0, 'no value at 0 of 0'],
  [[1, 2], 0.5, 'no value at 0.5 of 2'],
  [[1, 2], NaN, 'no value at NaN of 2'],
] as const)('refuses what is not there: %j at %d', (values, index, message) => {
  expect(() => at<number>(values, index)).toThrow(new RangeError(message));
});
