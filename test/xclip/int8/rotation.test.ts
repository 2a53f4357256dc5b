import { describe, expect, test } from 'vitest';
import { MixingBasis } from '../../../src/xclip/int8/mixing-basis.js';
import { Rotation } from '../../../src/xclip/int8/rotation.js';
import { largestDifference } from '../../support/fixtures.js';

/** Powers of two, odd numbers, primes, and the widths of X-CLIP and its fixtures. */
const WIDTHS = [1, 2, 3, 7, 8, 12, 20, 24, 32, 36, 53, 64, 96, 128, 192, 768, 1024];

/** The columns of a linear map that is applied in place. */
function matrixOf(width: number, apply: (values: Float64Array) => void): Float64Array[] {
  return Array.from({ length: width }, (_, i) => {
    const column = new Float64Array(width);
    column[i] = 1;
    apply(column);
    return column;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
}

function farFromIdentity(columns: readonly Float64Array[]): number {
  let largest = 0;
  for (const [i, a] of columns.entries()) {
    for (const [j, b] of columns.entries())
      largest = Math.max(largest, Math.abs(dot(a, b) - (i === j ? 1 : 0)));
  }
  return largest;
}

/** Two vectors of one width, whatever they hold. */
function vectors(width: number): [Float64Array, Float64Array] {
  const wave = (step: number): Float64Array =>
    Float64Array.from({ length: width }, (_, i) => Math.sin(step * i + 1));
  return [wave(1.1), wave(2.3)];
}

function applied(values: Float64Array, apply: (values: Float64Array) => void): Float64Array {
  const copy = values.slice();
  apply(copy);
  return copy;
}

describe.each(WIDTHS)('of width %i', (width) => {
  const basis = new MixingBasis(width);
  const rotation = new Rotation(width);
  const [x, y] = vectors(width);
  const ones = new Float64Array(width).fill(1);
  const mix = (values: Float64Array): void => basis.apply(values, 0);
  const unmix = (values: Float64Array): void => basis.applyTransposed(values, 0);
  const rotate = (values: Float64Array): void => rotation.apply(values, 0);

  test('the basis is orthonormal, its first column constant, its transpose its inverse', () => {
    const first = new Float64Array(width);
    first[0] = 1;
    expect(
      largestDifference(
        applied(first, mix),
        ones.map(() => width ** -0.5),
      ),
    ).toBeLessThan(1e-12);
    expect(largestDifference(applied(applied(x, mix), unmix), x)).toBeLessThan(1e-12);
    expect(largestDifference(applied(applied(x, unmix), mix), x)).toBeLessThan(1e-12);
    expect(dot(applied(x, mix), y) - dot(x, applied(y, unmix))).toBeCloseTo(0, 9);
  });

  test('the rotation is orthogonal and symmetric, and leaves the vector of ones as it is', () => {
    expect(largestDifference(applied(applied(x, rotate), rotate), x)).toBeLessThan(1e-12);
    expect(dot(applied(x, rotate), y) - dot(x, applied(y, rotate))).toBeCloseTo(0, 9);
    expect(largestDifference(applied(ones, rotate), ones)).toBeLessThan(1e-12);
  });

  test.runIf(width <= 36)('both are so entry by entry', () => {
    for (const apply of [mix, rotate]) expect(farFromIdentity(matrixOf(width, apply))).toBeLessThan(1e-12);
    const columns = matrixOf(width, rotate);
    for (const [i, column] of columns.entries()) {
      expect(
        largestDifference(
          column,
          columns.map((other) => other[i] ?? NaN),
        ),
      ).toBeLessThan(1e-12);
    }
  });
});

test.each([96, 128, 768, 1024])('a rotation of width %i spreads one large channel over all', (width) => {
  const values = new Float64Array(width);
  values[Math.floor(width / 3)] = Math.sqrt(width);
  new Rotation(width).apply(values, 0);
  // Of the length of a Gaussian's values: nothing beyond a few deviations.
  expect(Math.max(...values.map(Math.abs))).toBeLessThan(5);
});

test('rows are rotated each, and what is beside them is left alone', () => {
  const rotation = new Rotation(12);
  const matrix = Float64Array.from({ length: 36 }, (_, i) => Math.sin(i));
  const row = matrix.slice(12, 24);
  rotation.apply(row, 0);
  const one = matrix.slice();
  rotation.apply(one, 12);
  expect([...one]).toEqual([...matrix.slice(0, 12), ...row, ...matrix.slice(24)]);
  rotation.applyToRows(matrix);
  expect([...matrix.slice(12, 24)]).toEqual([...row]);
});
