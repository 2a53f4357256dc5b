import { describe, expect, it } from 'vitest';
import { clipGeometry } from '../../../src/pipeline/read/clip-geometry.js';
import { sampleBySample } from '../../../src/pipeline/read/read-clips.js';

const SIZE = { widthPixels: 32, heightPixels: 32 };
const CROPS = { resize: { shortestEdgePixels: 40 }, crop: SIZE, resample: 'bilinear' } as const;
/** A processor without a crop. */
const SQUEEZES = { resize: SIZE, crop: undefined, resample: 'bicubic' } as const;
const AS_IT_IS = { crops: 1, resizePixels: undefined, rotate: false } as const;

describe('clipGeometry', () => {
  it.each([
    ['the model’s own', CROPS, AS_IT_IS, { ...CROPS, cropCount: 1, rotate: false }],
    ['three crops', CROPS, { ...AS_IT_IS, crops: 3 }, { ...CROPS, cropCount: 3, rotate: false }],
    [
      'another size',
      CROPS,
      { ...AS_IT_IS, resizePixels: 32, rotate: true },
      { ...CROPS, resize: { shortestEdgePixels: 32 }, cropCount: 1, rotate: true },
    ],
    ['squeezed whole', SQUEEZES, AS_IT_IS, { ...SQUEEZES, cropCount: 1, rotate: false }],
    [
      'cropped instead of squeezed',
      SQUEEZES,
      { ...AS_IT_IS, crops: 3, resizePixels: 50 },
      { resize: { shortestEdgePixels: 50 }, crop: SIZE, resample: 'bicubic', cropCount: 3, rotate: false },
    ],
  ] as const)('%s', (_name, processor, settings, expected) => {
    expect(clipGeometry(processor, settings)).toEqual(expected);
  });

  it('refuses what does not fit the model', () => {
    expect(() => clipGeometry(CROPS, { ...AS_IT_IS, resizePixels: 31 })).toThrow(
      '--resize 31 is less than the 32 pixels that the model takes',
    );
    expect(() => clipGeometry(SQUEEZES, { ...AS_IT_IS, crops: 3 })).toThrow(
      "this model's frames are squeezed whole, so --crops 3 has nothing to choose from",
    );
  });
});

it('puts the crops of a sample side by side', () => {
  // Crop c of sample s is the byte 10 c + s, twice.
  const data = Uint8Array.of(0, 0, 1, 1, 10, 10, 11, 11, 20, 20, 21, 21);
  const turned = sampleBySample(data, 3, 2);
  expect([...turned]).toEqual([0, 0, 10, 10, 20, 20, 1, 1, 11, 11, 21, 21]);
  expect(sampleBySample(data, 1, 6)).toBe(data);
});
