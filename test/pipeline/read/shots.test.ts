import { expect, test } from 'vitest';
import { shotSpans } from '../../../src/pipeline/read/shots.js';

test.each([
  { name: 'no cuts', cuts: [], duration: 5, edges: [0, 5] },
  { name: 'two cuts', cuts: [1, 3.5], duration: 5, edges: [0, 1, 3.5, 5] },
  { name: 'a flash', cuts: [1, 1.2, 3], duration: 5, edges: [0, 1, 3, 5] },
  { name: 'cuts at both ends', cuts: [0.1, 4.9], duration: 5, edges: [0, 5] },
  {
    name: 'a shot too long, in equal parts',
    cuts: [2],
    duration: 10,
    most: 3,
    edges: [0, 2, 2 + 8 / 3, 2 + 16 / 3, 10],
  },
  { name: 'a shot as long as may be', cuts: [3], duration: 6, most: 3, edges: [0, 3, 6] },
  { name: 'a single frame', cuts: [], duration: 0, edges: [0, 0.5] },
])('shots of a video with $name', ({ cuts, duration, most, edges }) => {
  const spans = shotSpans(cuts, { durationSeconds: duration, mostSeconds: most });
  expect(spans).toEqual(
    edges.slice(1).map((endSeconds, clip) => ({ clip, startSeconds: edges[clip], endSeconds })),
  );
});
