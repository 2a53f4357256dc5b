import { describe, expect, it } from 'vitest';
import { planFrame, resampleFromNumber, type FrameGeometry } from '../../src/image/frame-geometry.js';

function square(shortestEdgePixels: number, cropPixels: number): FrameGeometry {
  return {
    resize: { shortestEdgePixels },
    crop: { widthPixels: cropPixels, heightPixels: cropPixels },
    resample: 'bilinear',
  };
}

describe('planFrame', () => {
  it.each([
    // input, edge, crop → resized, left, top
    [[640, 272], 224, 224, [527, 224], 151, 0],
    [[272, 640], 224, 224, [224, 527], 0, 151],
    [[224, 224], 224, 224, [224, 224], 0, 0],
    [[175, 143], 33, 20, [40, 33], 10, 6],
    [[1, 1], 30, 32, [30, 30], -1, -1],
    [[30, 30], 30, 33, [30, 30], -2, -2],
  ] as const)('%j at edge %i, crop %i', (input, edge, crop, resized, left, top) => {
    const plan = planFrame({ widthPixels: input[0], heightPixels: input[1] }, square(edge, crop));
    expect(plan.resized).toEqual({ widthPixels: resized[0], heightPixels: resized[1] });
    expect(plan.crops).toEqual([{ leftPixels: left, topPixels: top }]);
    expect(plan.output).toEqual({ widthPixels: crop, heightPixels: crop });
  });

  it('keeps the decoded size where nothing is asked', () => {
    const input = { widthPixels: 7, heightPixels: 5 };
    const plan = planFrame(input, { resize: undefined, crop: undefined, resample: 'bilinear' });
    expect(plan).toEqual({ input, resized: input, crops: [{ leftPixels: 0, topPixels: 0 }], output: input });
  });

  it.each([
    // input, edge, crop → places of three crops
    [
      [640, 272],
      224,
      224,
      [
        [0, 0],
        [151, 0],
        [302, 0],
      ],
    ],
    [
      [272, 641],
      224,
      224,
      [
        [0, 0],
        [0, 151],
        [0, 302],
      ],
    ],
    [
      [300, 200],
      32,
      20,
      [
        [0, 6],
        [14, 6],
        [28, 6],
      ],
    ],
    [
      [1, 1],
      30,
      32,
      [
        [-1, -1],
        [-1, -1],
        [-1, -1],
      ],
    ],
  ] as const)('%j at edge %i, three crops of %i', (input, edge, crop, places) => {
    const size = { widthPixels: input[0], heightPixels: input[1] };
    const plan = planFrame(size, { ...square(edge, crop), cropCount: 3 });
    expect(plan.crops).toEqual(places.map(([leftPixels, topPixels]) => ({ leftPixels, topPixels })));
  });

  it('takes an exact size as it is', () => {
    const resize = { widthPixels: 100, heightPixels: 20 };
    const plan = planFrame({ widthPixels: 7, heightPixels: 5 }, { ...square(1, 1), resize });
    expect(plan.resized).toEqual(resize);
  });
});

it('knows the numbers of Pillow’s filters', () => {
  const names = [0, 1, 2, 3, 4, 5, 6].map(resampleFromNumber);
  expect(names).toEqual(['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming', undefined]);
});
