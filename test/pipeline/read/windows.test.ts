import { describe, expect, test } from 'vitest';
import { planClips, windowSpans } from '../../../src/pipeline/read/windows.js';
import type { SamplingOptions } from '../../../src/pipeline/read/sample.js';

const sampling: SamplingOptions = {
  sampling: 'uniform',
  numFramesPerClip: 2,
  frameSampleRate: 1,
  seed: 0,
  views: 1,
  short: 'clamp',
};
const at = (rate: number, frames: number, origin = 0): Float64Array =>
  Float64Array.from({ length: frames }, (_, i) => origin + i / rate);

describe('windowSpans', () => {
  const spans = (duration: number, every: number, window = every): number[][] =>
    windowSpans(duration, { everySeconds: every, windowSeconds: window }).map(
      ({ clip, startSeconds, endSeconds }) => [clip, startSeconds, endSeconds],
    );

  test.each([
    {
      name: 'a whole number of windows',
      duration: 30,
      every: 10,
      expected: [
        [0, 0, 10],
        [1, 10, 20],
        [2, 20, 30],
      ],
    },
    {
      name: 'a last one of half',
      duration: 25,
      every: 10,
      expected: [
        [0, 0, 10],
        [1, 10, 20],
        [2, 20, 25],
      ],
    },
    {
      name: 'a last one of less',
      duration: 24.9,
      every: 10,
      expected: [
        [0, 0, 10],
        [1, 10, 20],
      ],
    },
    { name: 'less than half of one', duration: 3, every: 10, expected: [[0, 0, 3]] },
    { name: 'a single frame', duration: 0, every: 10, expected: [[0, 0, 10]] },
    {
      name: 'gaps',
      duration: 25,
      every: 10,
      window: 4,
      expected: [
        [0, 0, 4],
        [1, 10, 14],
        [2, 20, 24],
      ],
    },
    {
      name: 'overlaps',
      duration: 4,
      every: 1,
      window: 2,
      expected: [
        [0, 0, 2],
        [1, 1, 3],
        [2, 2, 4],
        [3, 3, 4],
      ],
    },
  ])('$name', ({ duration, every, window, expected }) => {
    expect(spans(duration, every, window)).toEqual(expected);
  });

  test('starts at multiples, not at sums', () => {
    expect(spans(100, 0.1).at(700)?.[1]).toBe(700 * 0.1);
  });
});

describe('planClips', () => {
  const frames = (
    times: Float64Array,
    every: number,
    options: Partial<SamplingOptions> = {},
    window = every,
  ) => {
    const duration = (times.at(-1) ?? 0) - (times[0] ?? 0) + 0.04;
    const spans = windowSpans(duration, { everySeconds: every, windowSeconds: window });
    return planClips(times, spans, { ...sampling, ...options });
  };

  test('takes middles of equal parts of each window', () => {
    expect(frames(at(25, 75), 1).map(({ views }) => views)).toEqual([[[6, 18]], [[31, 43]], [[56, 68]]]);
  });

  test('counts from the first frame, wherever the clock begins, and loses none to rounding', () => {
    const clean = frames(at(25, 500), 0.2).map(({ views }) => views);
    for (const origin of [1.4, 95443.7176888889, -0.08]) {
      expect(frames(at(25, 500, origin), 0.2).map(({ views }) => views)).toEqual(clean);
    }
    expect(frames(at(30000 / 1001, 300), 1001 / 3000).map(({ views }) => views[0])).toEqual(
      Array.from({ length: 30 }, (_, k) => [k * 10 + 2, k * 10 + 7]),
    );
  });

  test('gives overlapping windows the frames they share', () => {
    expect(frames(at(4, 16), 1, {}, 2).map(({ views }) => views[0])).toEqual([
      [2, 6],
      [6, 10],
      [10, 14],
    ]);
  });

  test('goes by presentation times where the frame rate varies, and skips what has no frames', () => {
    const times = Float64Array.of(0, 0.1, 0.2, 0.3, 0.9, 3.5, 3.6, 4.99, 5.5);
    expect(frames(times, 1).map(({ clip, views }) => [clip, views[0]])).toEqual([
      [0, [1, 3]],
      [3, [5, 6]],
      [4, [7, 7]],
      [5, [8, 8]],
    ]);
  });

  test('draws the documented window in each, from the seed anew', () => {
    const plan = frames(at(25, 750), 10, { sampling: 'documented', numFramesPerClip: 8 });
    const offsets = plan.map(({ views }, k) => (views[0]?.[0] ?? NaN) - 250 * k);
    expect(new Set(offsets).size).toBe(1);
    expect(plan[0]?.views[0]).toHaveLength(8);
  });

  test('averages views of each window', () => {
    expect(frames(at(10, 20), 1, { views: 2 }).map(({ views }) => views)).toEqual([
      [
        [1, 6],
        [3, 8],
      ],
      [
        [11, 16],
        [13, 18],
      ],
    ]);
  });

  test('treats short windows by the policy, naming them', () => {
    const short = (policy: SamplingOptions['short']) =>
      frames(at(3, 6), 1, { short: policy, numFramesPerClip: 4 });
    expect(short('clamp').map(({ views }) => views[0])).toEqual([
      [0, 1, 1, 2],
      [3, 4, 4, 5],
    ]);
    expect(short('repeat').map(({ views }) => views[0])).toEqual([
      [0, 1, 2, 0],
      [3, 4, 5, 3],
    ]);
    expect(short('clamp')[1]?.notes).toEqual([
      'clip 1 has only 3 frames, fewer than the 4 that its sampling needs',
    ]);
    expect(() => short('error')).toThrow('clip 0 has 3 frames');
  });
});
