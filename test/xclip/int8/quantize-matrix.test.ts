import { expect, test } from 'vitest';
import { transpose } from '../../../src/xclip/int8/matrix.js';
import { quantizeMatrix } from '../../../src/xclip/int8/quantize-matrix.js';

/** Two columns: one of −2 … 2, one of zeros. */
const MATRIX = { rows: 4, columns: 2, values: Float64Array.of(2, 0, -2, 0, 1, 0, 0.008, 0) };

test('each column is scaled by its largest value', () => {
  const { bytes, scales } = quantizeMatrix(MATRIX, 'int8');
  expect([...new Int8Array(bytes.buffer)]).toEqual([127, 0, -127, 0, 64, 0, 1, 0]);
  expect([...scales]).toEqual([Math.fround(2 / 127), 1]);
});

test('as uint8 it is the same, moved up by 128', () => {
  const { bytes } = quantizeMatrix(MATRIX, 'uint8');
  expect([...bytes]).toEqual([255, 128, 1, 128, 192, 128, 129, 128]);
});

test.each([NaN, Infinity, -Infinity, 1e39])('the value %f is refused', (value) => {
  const values = MATRIX.values.slice();
  values[5] = value;
  expect(() => quantizeMatrix({ ...MATRIX, values }, 'int8')).toThrow(String(value));
});

test.each([
  [1, 1],
  [3, 50],
  [40, 17],
])('a matrix of %i × %i is turned', (rows, columns) => {
  const values = Float64Array.from({ length: rows * columns }, (_, i) => i);
  const turned = transpose({ rows, columns, values });
  expect([turned.rows, turned.columns]).toEqual([columns, rows]);
  for (let i = 0; i < values.length; i++) {
    expect(turned.values[(i % columns) * rows + Math.floor(i / columns)]).toBe(i);
  }
});
