import { describe, expect, test } from 'vitest';
import { videoUrl } from '../../../page/src/rows.js';
import { rowsOf } from './rows-fixture.js';

describe("a video's address", () => {
  test.each([
    ['clips/a b.mp4', '../clips/a%20b.mp4'],
    ['/data/50% #1?.mp4', 'file:///data/50%25%20%231%3F.mp4'],
    ['C:/data/ä.mp4', 'file:///C:/data/%C3%A4.mp4'],
    ['C:\\data\\a.mp4', 'file:///C:/data/a.mp4'],
    ['javascript:alert(1)', '../javascript%3Aalert(1)'],
    ['//host/a.mp4', 'file:////host/a.mp4'],
    ['../up.mp4', '../../up.mp4'],
    ['a\ud800.mp4', '../a%EF%BF%BD.mp4'],
  ])('of %j is %j', (path, url) => {
    expect(videoUrl(path, '../')).toBe(url);
  });
});

test('a row without labels has no best one', () => {
  const rows = rowsOf([
    { video: 'a.mp4', labels: [] },
    { video: 'b.mp4', labels: [['x', 0.5]] },
  ]);
  expect([rows.bestLabel(0), rows.bestProbability(0), rows.entries(0)]).toEqual([-1, -Infinity, []]);
  expect([rows.bestLabel(1), rows.bestProbability(1)]).toEqual([0, 0.5]);
});
