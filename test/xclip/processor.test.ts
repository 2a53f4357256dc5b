import { describe, expect, test } from 'vitest';
import { parsePreprocessing } from '../../src/xclip/processor.js';

const IMAGENET = { image_mean: [0.485, 0.456, 0.406], image_std: [0.229, 0.224, 0.225] };
const square = (pixels: number): { widthPixels: number; heightPixels: number } => ({
  widthPixels: pixels,
  heightPixels: pixels,
});

describe('preprocessor_config.json', () => {
  const ages: [
    name: string,
    json: Record<string, unknown>,
    imageSize: number,
    resize: object | undefined,
    crop: object | undefined,
  ][] = [
    ['a number as size, no crop_size', { size: 224 }, 224, { shortestEdgePixels: 224 }, square(224)],
    [
      '336 pixels and no crop_size, where the class would crop to 224',
      { size: 336 },
      336,
      { shortestEdgePixels: 336 },
      square(336),
    ],
    [
      'objects',
      { size: { shortest_edge: 256 }, crop_size: { height: 224, width: 224 } },
      224,
      { shortestEdgePixels: 256 },
      square(224),
    ],
    [
      'a number as crop_size',
      { size: { shortest_edge: 256 }, crop_size: 224 },
      224,
      { shortestEdgePixels: 256 },
      square(224),
    ],
    [
      'an exact size',
      { size: { height: 224, width: 224 }, do_center_crop: false },
      224,
      square(224),
      undefined,
    ],
    ['nothing', {}, 224, { shortestEdgePixels: 224 }, square(224)],
    ['no resize', { do_resize: false, crop_size: 224 }, 224, undefined, square(224)],
  ];

  test.each(ages)('with %s', (_, json, imageSize, resize, crop) => {
    expect(parsePreprocessing({ ...IMAGENET, ...json }, imageSize)).toEqual({
      geometry: { resize, crop, resample: 'bilinear' },
      scaling: { rescaleFactor: 1 / 255, mean: IMAGENET.image_mean, std: IMAGENET.image_std },
    });
  });

  test.each([
    [0, 'nearest'],
    [1, 'lanczos'],
    [2, 'bilinear'],
    [3, 'bicubic'],
    [4, 'box'],
    [5, 'hamming'],
  ])('knows Pillow’s filter %i', (resample, name) => {
    expect(parsePreprocessing({ resample }, 224).geometry.resample).toBe(name);
  });

  test('takes the class’s defaults of mean and std, and leaves out what it is told to', () => {
    expect(parsePreprocessing({}, 224).scaling).toEqual({
      rescaleFactor: 1 / 255,
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
    });
    expect(parsePreprocessing({ do_rescale: false, do_normalize: false }, 224).scaling).toEqual({
      rescaleFactor: 1,
      mean: [0, 0, 0],
      std: [1, 1, 1],
    });
  });

  test.each([
    ['an unknown filter', { resample: 9 }, 'resample'],
    ['a filter’s name', { resample: 'bilinear' }, 'resample'],
    ['a size of 0', { size: 0 }, 'size'],
    ['an empty size', { size: {} }, 'size'],
    ['a huge size', { size: 1e9 }, 'size'],
    ['a crop that the model cannot take', { crop_size: 256 }, 'the model takes 224 × 224'],
    ['no crop where frames stay oblong', { do_center_crop: false }, 'the model takes 224 × 224'],
    ['two means', { image_mean: [0.5, 0.5] }, 'image_mean'],
    ['a std of 0', { image_std: [0.5, 0, 0.5] }, 'image_std'],
    ['a text as mean', { image_mean: 'x' }, 'image_mean'],
  ])('refuses %s', (_, json, says) => {
    expect(() => parsePreprocessing(json, 224)).toThrow(
      expect.objectContaining({ code: 'BAD_PREPROCESSOR', message: expect.stringContaining(says) as string }),
    );
  });
});
