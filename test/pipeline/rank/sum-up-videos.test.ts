import { describe, expect, test } from 'vitest';
import { VideoError } from '../../../src/errors.js';
import type { ScoredClip } from '../../../src/pipeline/infer/score.js';
import type { RankOptions } from '../../../src/pipeline/rank/rank.js';
import { sumUpVideos, type VideoSummary } from '../../../src/pipeline/rank/sum-up-videos.js';
import type { FailedVideo } from '../../../src/pipeline/read/read-clips.js';

type Item = ScoredClip | FailedVideo;

/** Window k, from k to k + 1 seconds, whose logits are logarithms: softmax gives these probabilities again. */
function clip(video: string, k: number, probabilities: number[], more: Partial<ScoredClip> = {}): ScoredClip {
  return {
    video,
    clip: k,
    startSeconds: k + 0.25,
    endSeconds: k + 0.75,
    span: { startSeconds: k, endSeconds: k + 1 },
    frameIndices: [k],
    notes: [],
    logits: [Float32Array.from(probabilities, (p) => Math.log(p))],
    ...more,
  };
}

const failure = (video: string): FailedVideo => ({
  video,
  error: new VideoError('broken', { code: 'SIZE_CHANGED' }),
});

async function summed(
  items: Item[],
  options: Partial<RankOptions> = {},
): Promise<(VideoSummary | FailedVideo)[]> {
  async function* stream(): AsyncGenerator<Item> {
    for (const item of items) yield await Promise.resolve(item);
  }
  const out = [];
  const rules = { labels: ['a', 'b', 'c'], topK: 9, threshold: 0, ...options };
  for await (const item of sumUpVideos(stream(), rules)) out.push(item);
  return out;
}

async function labelsOf(items: Item[], options: Partial<RankOptions> = {}): Promise<VideoSummary['labels']> {
  const [first] = await summed(items, options);
  if (first === undefined || 'error' in first) throw new Error('there is no summary');
  return first.labels;
}

describe('a video from its clips', () => {
  test('has means, the largest and when, and the stretches where a label leads', async () => {
    const [summary, ...others] = await summed([
      clip('v', 0, [0.5, 0.25, 0.25], { notes: ['short'] }),
      clip('v', 1, [0.75, 0.125, 0.125]),
      clip('v', 2, [0.125, 0.75, 0.125], { notes: ['short', 'lost'] }),
      clip('v', 3, [0.625, 0.25, 0.125]),
    ]);
    expect(others).toEqual([]);
    expect(summary).toMatchObject({
      video: 'v',
      clips: 4,
      startSeconds: 0,
      endSeconds: 4,
      notes: ['short', 'lost'],
      labels: [
        {
          label: 'a',
          maxSpan: { startSeconds: 1, endSeconds: 2 },
          segments: [
            { startSeconds: 0, endSeconds: 2 },
            { startSeconds: 3, endSeconds: 4 },
          ],
        },
        {
          label: 'b',
          maxSpan: { startSeconds: 2, endSeconds: 3 },
          segments: [{ startSeconds: 2, endSeconds: 3 }],
        },
        { label: 'c', maxSpan: { startSeconds: 0, endSeconds: 1 }, segments: [] },
      ],
    });
    const [a, b, c] = (summary as VideoSummary).labels;
    expect(a?.meanProbability).toBeCloseTo(0.5, 6);
    expect(a?.maxProbability).toBeCloseTo(0.75, 6);
    expect(b?.meanProbability).toBeCloseTo(0.34375, 6);
    expect(c?.maxProbability).toBeCloseTo(0.25, 6);
  });

  test('is cut by top k and by the threshold on the mean, after all means are taken', async () => {
    const clips = [clip('v', 0, [0.8, 0.1, 0.1]), clip('v', 1, [0.1, 0.45, 0.45])];
    expect((await labelsOf(clips, { topK: 2 })).map(({ label }) => label)).toEqual(['a', 'b']);
    // c is at 0.45 at best, and at 0.275 on the whole.
    expect((await labelsOf(clips, { threshold: 0.3 })).map(({ label }) => label)).toEqual(['a']);
  });

  test('ties go to the first label, the first clip, and the higher mean logit', async () => {
    const even = [clip('v', 0, [1, 1, 1]), clip('v', 1, [1, 1, 1])];
    expect(await labelsOf(even)).toMatchObject([
      { label: 'a', maxSpan: { startSeconds: 0 }, segments: [{ startSeconds: 0, endSeconds: 2 }] },
      { label: 'b', segments: [] },
      { label: 'c', segments: [] },
    ]);
    // A cosine that two labels share to the last bit, whose logits differ no more.
    const saturated = [clip('v', 0, [1, 1, 1], { logits: [Float32Array.of(40, 90, 50, -200)] })];
    const scoring = { scores: 'sigmoid', logitScale: 1 } as const;
    expect((await labelsOf(saturated, { scoring })).map(({ label }) => label)).toEqual(['b', 'c', 'a']);
  });

  test('a gap between clips ends a segment, overlapping ones share it', async () => {
    const sides = [0.6, 0.2, 0.2];
    const [lead] = await labelsOf([
      clip('v', 0, sides, { span: { startSeconds: 0, endSeconds: 2 } }),
      clip('v', 1, sides, { span: { startSeconds: 1, endSeconds: 3 } }),
      clip('v', 3, sides, { span: { startSeconds: 3, endSeconds: 3.5 } }),
    ]);
    expect(lead?.segments).toEqual([
      { startSeconds: 0, endSeconds: 3 },
      { startSeconds: 3, endSeconds: 3.5 },
    ]);
  });

  test('sets lead apart, and views are averaged first', async () => {
    const sets = [
      { name: 'x', size: 2 },
      { name: 'y', size: 1 },
    ];
    const views = [Float32Array.of(9, 0, 0), Float32Array.of(0, 8, 0)];
    expect(await labelsOf([clip('v', 0, [], { logits: views })], { sets, topK: 1 })).toMatchObject([
      { set: 'x', label: 'a', segments: [{ startSeconds: 0, endSeconds: 1 }] },
      { set: 'y', label: 'c', meanProbability: 1, segments: [{ startSeconds: 0, endSeconds: 1 }] },
    ]);
  });

  test('without windows it has the times of its frames', async () => {
    const { span: _, ...whole } = clip('v', 0, [1, 2, 3]);
    expect(await summed([whole])).toMatchObject([{ startSeconds: 0.25, endSeconds: 0.75, clips: 1 }]);
  });
});

test('each video has its own record; one that fails, in its midst too, has none', async () => {
  const items = await summed([
    clip('a', 0, [1, 2, 3]),
    clip('b', 0, [1, 2, 3]),
    clip('b', 1, [1, 2, 3]),
    failure('b'),
    failure('c'),
    clip('d', 0, [1, 2, 3]),
  ]);
  expect(items.map((item) => [item.video, 'error' in item ? item.error.code : item.clips])).toEqual([
    ['a', 1],
    ['b', 'SIZE_CHANGED'],
    ['c', 'SIZE_CHANGED'],
    ['d', 1],
  ]);
});
