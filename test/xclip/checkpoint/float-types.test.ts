import { describe, expect, test } from 'vitest';
import { toFloat32, toHalfFloats } from '../../../src/xclip/checkpoint/float-types.js';

const narrowed = (...values: number[]): number[] => [
  ...new Uint16Array(toHalfFloats(Float32Array.from(values)).buffer),
];

describe('toHalfFloats', () => {
  test.each<[name: string, value: number, half: number]>([
    ['zero', 0, 0x0000],
    ['minus zero', -0, 0x8000],
    ['one', 1, 0x3c00],
    ['minus two', -2, 0xc000],
    ['the largest', 65504, 0x7bff],
    ['the last that rounds to it', 65519.996, 0x7bff],
    ['the first that does not', 65520, 0x7c00],
    ['infinity', Infinity, 0x7c00],
    ['not a number', NaN, 0x7e00],
    ['the smallest normal', 2 ** -14, 0x0400],
    ['the largest subnormal', 2 ** -14 - 2 ** -24, 0x03ff],
    ['the smallest', 2 ** -24, 0x0001],
    ['half of it, a tie with zero', 2 ** -25, 0x0000],
    ['a little more than half of it', 2 ** -25 + 2 ** -40, 0x0001],
    ['a tie that rounds down to even', 1 + 2 ** -11, 0x3c00],
    ['a tie that rounds up to even', 1 + 3 * 2 ** -11, 0x3c02],
    ['a rounding that carries into the exponent', 2 - 2 ** -12, 0x4000],
  ])('%s', (_, value, half) => {
    expect(narrowed(value)).toEqual([half]);
  });

  test('gives every fp16 back', () => {
    const all = Uint16Array.from({ length: 0x10000 }, (_, i) => i).filter(
      (half) => (half & 0x7fff) <= 0x7c00,
    );
    const widened = toFloat32(new Uint8Array(all.buffer), 'float16');
    expect(new Uint16Array(toHalfFloats(widened).buffer)).toEqual(all);
  });
});
