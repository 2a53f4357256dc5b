import { expect, test } from 'vitest';
import { storeSampling } from '../../../src/pipeline/search/store-sampling.js';
import type { Store } from '../../../src/store/store-reader.js';
import { DESCRIPTION } from '../../store/store-fixture.js';

const GEOMETRY = {
  resize: { shortestEdgePixels: 64 },
  crop: { widthPixels: 64, heightPixels: 64 },
  resample: 'bilinear' as const,
};
const MODEL = { numFrames: 8, geometry: GEOMETRY };
const SAMPLING = { sampling: 'documented', frames: 8, frame_sample_rate: 2, seed: 5, short: 'clamp' };
const STORED = { ...GEOMETRY, cropCount: 1, rotate: false };

function read(
  sampling: unknown,
  geometry: unknown = STORED,
  hasSpans = false,
): ReturnType<typeof storeSampling> {
  const description = { ...DESCRIPTION, sampling, preprocessing: { geometry }, hasSpans };
  return storeSampling({ path: 'x.parquet', description } as unknown as Store, MODEL);
}

test('what embed writes is read back', () => {
  expect(read(SAMPLING)).toEqual({
    sampling: {
      sampling: 'documented',
      numFramesPerClip: 8,
      frameSampleRate: 2,
      seed: 5,
      views: 1,
      short: 'clamp',
    },
    geometry: { ...STORED },
    cutting: undefined,
  });
  const cutting = { by: 'time', everySeconds: 10, windowSeconds: 5 };
  expect(read({ ...SAMPLING, cutting }, STORED, true).cutting).toEqual(cutting);
  expect(read({ ...SAMPLING, cutting: { by: 'scenes' } }, STORED, true).cutting).toEqual({ by: 'scenes' });
});

test('another resize and turned frames are taken over', () => {
  const resize = { shortestEdgePixels: 80 };
  expect(read(SAMPLING, { ...STORED, resize, rotate: true }).geometry).toMatchObject({
    resize,
    rotate: true,
  });
});

test.each<[name: string, sampling: unknown, geometry?: unknown, hasSpans?: boolean]>([
  ['nothing', null],
  ['a word', 'uniform'],
  ['another number of frames', { ...SAMPLING, frames: 1e9 }],
  ['a way of sampling that is none', { ...SAMPLING, sampling: 'constructor' }],
  ['a rate of nothing', { ...SAMPLING, frame_sample_rate: 0 }],
  ['a rate that is no number', { ...SAMPLING, frame_sample_rate: '1' }],
  ['a seed beyond 32 bits', { ...SAMPLING, seed: 2 ** 40 }],
  ['windows that a store does not have', { ...SAMPLING, cutting: { by: 'scenes' } }],
  [
    'windows of no length',
    { ...SAMPLING, cutting: { by: 'time', everySeconds: 1, windowSeconds: 0 } },
    STORED,
    true,
  ],
  ['windows that are not told', SAMPLING, STORED, true],
  ['frames of another size', SAMPLING, { ...STORED, resize: { shortestEdgePixels: 32 } }],
  ['frames of a million pixels', SAMPLING, { ...STORED, resize: { shortestEdgePixels: 1e6 } }],
  ['another filter', SAMPLING, { ...STORED, resample: 'nearest' }],
  ['no geometry', SAMPLING, null],
])('%s is refused', (_, sampling, geometry = STORED, hasSpans = false) => {
  expect(() => read(sampling, geometry, hasSpans)).toThrow(
    expect.objectContaining({ code: 'STORE_DAMAGED', exitCode: 1 }),
  );
});
