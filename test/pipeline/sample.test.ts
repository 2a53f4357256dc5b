import { describe, expect, test } from 'vitest';
import { sampleClip, type SamplingOptions } from '../../dist/pipeline/sample.js';
import { readReference } from '../support/fixtures.js';

type Row = [clipLen: number, rate: number, segLen: number, seed: number, indices: number[]];

const documented = (numFramesPerClip: number, frameSampleRate = 1, seed = 0): SamplingOptions => ({
  sampling: 'documented',
  numFramesPerClip,
  frameSampleRate,
  seed,
});

describe('documented sampling', () => {
  const { rows } = readReference('sampling.json') as { rows: Row[] };

  test(`equals NumPy's on ${rows.length} rows`, () => {
    expect(rows.length).toBeGreaterThan(2000);
    for (const [clipLen, rate, segLen, seed, indices] of rows) {
      const { frameIndices, notes } = sampleClip(segLen, documented(clipLen, rate, seed));
      expect([clipLen, rate, segLen, seed, frameIndices]).toEqual([clipLen, rate, segLen, seed, indices]);
      expect(notes).toEqual([]);
    }
  });

  test.each([
    { frames: 1, expected: [0, 0, 0, 0, 0, 0, 0, 0] },
    { frames: 5, expected: [0, 0, 1, 2, 2, 3, 4, 4] },
    { frames: 8, expected: [0, 1, 2, 3, 4, 5, 6, 7] },
  ])('takes the whole of a video of $frames frames, and says so', ({ frames, expected }) => {
    const { frameIndices, notes } = sampleClip(frames, documented(8));
    expect(frameIndices).toEqual(expected);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(`${frames} frames`);
  });

  test('does not depend on what was sampled before', () => {
    const alone = sampleClip(300, documented(8)).frameIndices;
    sampleClip(1000, documented(16, 2, 0));
    expect(sampleClip(300, documented(8)).frameIndices).toEqual(alone);
  });
});

describe('uniform sampling', () => {
  const uniform = { sampling: 'uniform', numFramesPerClip: 8, frameSampleRate: 1, seed: 0 } as const;

  test.each([
    { frames: 80, expected: [5, 15, 25, 35, 45, 55, 65, 75] },
    { frames: 8, expected: [0, 1, 2, 3, 4, 5, 6, 7] },
    { frames: 4, expected: [0, 0, 1, 1, 2, 2, 3, 3] },
    { frames: 1, expected: [0, 0, 0, 0, 0, 0, 0, 0] },
  ])('takes the middles of 8 parts of $frames frames', ({ frames, expected }) => {
    expect(sampleClip(frames, uniform).frameIndices).toEqual(expected);
  });
});
