import { describe, expect, test } from 'vitest';
import { VideoError } from '../../../src/errors.js';
import { mergeSegments } from '../../../src/pipeline/rank/merge-segments.js';
import type { RankedLabel, TagRecord } from '../../../src/pipeline/rank/rank.js';
import type { FailedVideo } from '../../../src/pipeline/read/read-clips.js';

type Item = TagRecord | FailedVideo;

/** A clip of two labels; k begins at k seconds. */
function clip(video: string, k: number, probabilityOfA: number): TagRecord {
  const labels: RankedLabel[] = [
    { label: 'a', probability: probabilityOfA, logit: 10 * probabilityOfA },
    { label: 'b', probability: 1 - probabilityOfA, logit: 10 - 10 * probabilityOfA },
  ];
  return {
    video,
    clip: k,
    startSeconds: k + 0.25,
    endSeconds: k + 0.75,
    span: { startSeconds: k, endSeconds: k + 1 },
    frameIndices: [10 * k, 10 * k + 5],
    notes: k % 2 === 0 ? ['even'] : [],
    labels: labels.sort((x, y) => y.probability - x.probability),
  };
}

async function merged(items: Item[], options: { topK?: number; threshold?: number } = {}): Promise<Item[]> {
  async function* stream(): AsyncGenerator<Item> {
    for (const item of items) yield await Promise.resolve(item);
  }
  const out = [];
  for await (const item of mergeSegments(stream(), { topK: 9, threshold: 0, ...options })) out.push(item);
  return out;
}

const outline = (items: Item[]): unknown[] =>
  items.map((item) =>
    'error' in item ? item.error.code : [item.video, item.clip, item.span?.endSeconds, item.labels[0]?.label],
  );

describe('mergeSegments', () => {
  test('joins neighbours with the same best label, with the means of their scores', async () => {
    const [first, second, ...more] = await merged([clip('v', 0, 0.75), clip('v', 1, 1), clip('v', 2, 0.25)]);
    expect(first).toEqual({
      video: 'v',
      clip: 0,
      startSeconds: 0.25,
      endSeconds: 1.75,
      span: { startSeconds: 0, endSeconds: 2 },
      frameIndices: [0, 5, 10, 15],
      notes: ['even'],
      labels: [
        { label: 'a', probability: 0.875, logit: 8.75 },
        { label: 'b', probability: 0.125, logit: 1.25 },
      ],
    });
    expect(second).toEqual(clip('v', 2, 0.25));
    expect(more).toEqual([]);
  });

  test('joins nothing across videos, failures, or clips that are left out', async () => {
    const error = new VideoError('x', { code: 'BROKEN' });
    const items = [clip('v', 0, 1), clip('v', 2, 1), clip('w', 3, 1), { video: 'x', error }, clip('w', 4, 1)];
    expect(outline(await merged(items))).toEqual([
      ['v', 0, 1, 'a'],
      ['v', 2, 3, 'a'],
      ['w', 3, 4, 'a'],
      'BROKEN',
      ['w', 4, 5, 'a'],
    ]);
  });

  test('cuts labels after the means are taken', async () => {
    const [segment] = await merged([clip('v', 0, 0.75), clip('v', 1, 0.95)], { topK: 1 });
    expect(segment).toMatchObject({ labels: [{ label: 'a', probability: 0.85 }] });
  });

  test('joins clips in which nothing reaches the threshold, whatever is best in them', async () => {
    const items = [clip('v', 0, 0.6), clip('v', 1, 0.4), clip('v', 2, 0.9)];
    expect(outline(await merged(items, { threshold: 0.8 }))).toEqual([
      ['v', 0, 2, undefined],
      ['v', 2, 3, 'a'],
    ]);
  });

  test('keeps sets of labels apart: a change in any of them begins a segment', async () => {
    const both = (k: number, p: number, q: number): TagRecord => ({
      ...clip('v', k, p),
      labels: [
        ...clip('v', k, p).labels.map((label) => ({ set: 'one', ...label })),
        ...clip('v', k, q).labels.map((label) => ({ set: 'two', ...label })),
      ],
    });
    const segments = await merged([both(0, 1, 1), both(1, 1, 0.5), both(2, 1, 0)], { topK: 1 });
    expect(segments.map((item) => ('labels' in item ? item.labels : []))).toEqual([
      [
        { set: 'one', label: 'a', probability: 1, logit: 10 },
        { set: 'two', label: 'a', probability: 0.75, logit: 7.5 },
      ],
      [
        { set: 'one', label: 'a', probability: 1, logit: 10 },
        { set: 'two', label: 'b', probability: 1, logit: 10 },
      ],
    ]);
  });
});
