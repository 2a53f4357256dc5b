import { describe, expect, test } from 'vitest';
import { sampleVideo, type SamplingOptions } from '../../../src/pipeline/read/sample.js';
import { readReference } from '../../support/fixtures.js';

type Row = [clipLen: number, rate: number, segLen: number, seed: number, indices: number[]];

const documented = (numFramesPerClip: number, frameSampleRate = 1, seed = 0): SamplingOptions => ({
  sampling: 'documented',
  numFramesPerClip,
  frameSampleRate,
  seed,
  views: 1,
  short: 'clamp',
});

describe('documented sampling', () => {
  const { rows } = readReference('sampling.json') as { rows: Row[] };

  test(`equals NumPy's on ${rows.length} rows`, () => {
    expect(rows.length).toBeGreaterThan(2000);
    for (const [clipLen, rate, segLen, seed, indices] of rows) {
      const { views, notes } = sampleVideo(segLen, documented(clipLen, rate, seed));
      expect([clipLen, rate, segLen, seed, views]).toEqual([clipLen, rate, segLen, seed, [indices]]);
      expect(notes).toEqual([]);
    }
  });

  test('draws the windows of several views one after the other', () => {
    // np.random.seed(0), then np.random.randint(8, 300) three times: 180, 55, 125
    expect(sampleVideo(300, { ...documented(8), views: 3 }).views.map(([first]) => first)).toEqual([
      172, 47, 117,
    ]);
  });

  test('does not depend on what was sampled before', () => {
    const alone = sampleVideo(300, documented(8)).views;
    sampleVideo(1000, documented(16, 2, 0));
    expect(sampleVideo(300, documented(8)).views).toEqual(alone);
  });
});

describe('a video shorter than the window', () => {
  const short = (policy: SamplingOptions['short'], frames: number): SamplingOptions & { frames: number } => ({
    ...documented(8),
    short: policy,
    frames,
  });

  test.each([
    { ...short('clamp', 1), expected: [0, 0, 0, 0, 0, 0, 0, 0] },
    { ...short('clamp', 5), expected: [0, 0, 1, 2, 2, 3, 4, 4] },
    { ...short('repeat', 1), expected: [0, 0, 0, 0, 0, 0, 0, 0] },
    { ...short('repeat', 3), expected: [0, 1, 2, 0, 1, 2, 0, 1] },
    { ...short('repeat', 5), expected: [0, 1, 2, 3, 4, 0, 1, 2] },
  ])('of $frames frames, by the policy $short', ({ frames, expected, ...options }) => {
    const { views, notes } = sampleVideo(frames, options);
    expect(views).toEqual([expected]);
    expect(notes).toEqual([`the video has only ${frames} frames, fewer than the 8 that its sampling needs`]);
  });

  test('fails by the policy error', () => {
    expect(() => sampleVideo(7, { ...documented(8), short: 'error' })).toThrow(
      expect.objectContaining({ code: 'TOO_SHORT' }),
    );
  });

  test.each(['clamp', 'repeat', 'error'] as const)(
    'is no longer short at the window itself (%s)',
    (policy) => {
      expect(sampleVideo(8, { ...documented(8), short: policy })).toEqual({
        views: [[0, 1, 2, 3, 4, 5, 6, 7]],
        notes: [],
      });
    },
  );
});

describe('uniform sampling', () => {
  const uniform: SamplingOptions = { ...documented(8), sampling: 'uniform' };

  test.each([
    { frames: 80, expected: [5, 15, 25, 35, 45, 55, 65, 75] },
    { frames: 8, expected: [0, 1, 2, 3, 4, 5, 6, 7] },
    { frames: 4, expected: [0, 0, 1, 1, 2, 2, 3, 3] },
    { frames: 1, expected: [0, 0, 0, 0, 0, 0, 0, 0] },
  ])('takes the middles of 8 parts of $frames frames', ({ frames, expected }) => {
    expect(sampleVideo(frames, uniform).views).toEqual([expected]);
  });

  test('spreads several views over each part', () => {
    expect(sampleVideo(80, { ...uniform, views: 2 }).views).toEqual([
      [2, 12, 22, 32, 42, 52, 62, 72],
      [7, 17, 27, 37, 47, 57, 67, 77],
    ]);
  });

  test('plays a short video again by the policy repeat', () => {
    expect(sampleVideo(3, { ...uniform, short: 'repeat' }).views).toEqual([[0, 1, 2, 0, 1, 2, 0, 1]]);
  });
});
