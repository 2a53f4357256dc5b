import { describe, expect, test } from 'vitest';
import { extent, findTracks, placeAt } from '../../../page/src/tracks.js';
import { rowsOf, type FixtureRow } from './rows-fixture.js';

const clip = (number: number, label: string, start = number * 10 + 3): FixtureRow => ({
  video: 'a.mp4',
  clip: number,
  start,
  end: start + 0.3,
  labels: label === '' ? [] : [[label, 0.9]],
});
const only = (rows: ReturnType<typeof rowsOf>) => {
  const [track, ...others] = findTracks(rows);
  expect(others).toEqual([]);
  if (track === undefined) throw new Error('no track');
  return { ...track, labels: track.segments.map((segment) => rows.labelText(segment.label)) };
};

describe('a video of several clips', () => {
  const rows = [clip(0, 'x'), clip(1, 'x'), clip(2, 'y'), clip(3, 'x')];

  test('is cut as --every cut it, neighbours with one label joined', () => {
    const track = only(rowsOf(rows, [{ run: { settings: { every: '10' } } }]));
    expect(track.labels).toEqual(['x', 'y', 'x']);
    expect(track.segments.map(({ start, end, row }) => [start, end, row])).toEqual([
      [0, 20, 0],
      [20, 30, 2],
      [30, 33.3, 3],
    ]);
  });

  test('reaches from clip to clip where nobody says how it was cut', () => {
    for (const run of [null, { settings: { every: '10', scenes: true } }, { settings: 7 }]) {
      const track = only(rowsOf(rows, [{ run }]));
      expect(track.segments.map(({ start, end }) => [start, end])).toEqual([
        [3, 23],
        [23, 33],
        [33, 33.3],
      ]);
    }
  });

  test('stands by time, whatever the order of its rows; what has no label is a gap', () => {
    const track = only(rowsOf([clip(2, 'y'), clip(0, 'x'), clip(1, '')]));
    expect(track.rows).toEqual([1, 2, 0]);
    expect(track.labels).toEqual(['x', 'y']);
  });

  test('the clip at a time', () => {
    const track = only(rowsOf(rows));
    expect([-5, 3, 12.9, 13, 99].map((seconds) => placeAt(track, seconds))).toEqual([0, 0, 0, 1, 3]);
  });
});

test('videos of one clip are none', () => {
  expect(findTracks(rowsOf([clip(0, 'x'), { ...clip(0, 'x'), video: 'b.mp4' }]))).toEqual([]);
});

test('a video in two files of results is two', () => {
  const twice = [0, 1].flatMap((source) => [0, 1].map((number) => ({ ...clip(number, 'x'), source })));
  expect(findTracks(rowsOf(twice, [{}, {}])).map(({ rows }) => rows)).toEqual([
    [0, 1],
    [2, 3],
  ]);
});

test('a video that is summed up has the segments of its labels', () => {
  const row: FixtureRow = {
    ...{ video: 'a.mp4', clip: 5, start: 0, end: 50 },
    ...{
      labels: [
        ['x', 0.5],
        ['y', 0.2],
      ],
      segments: [
        [0, 10, 30, 50],
        [10, 30],
      ],
    },
  };
  const track = only(rowsOf([row], [{ kind: 'videos' }]));
  expect(track.labels).toEqual(['x', 'y', 'x']);
  expect(extent(track)).toEqual({ start: 0, end: 50 });
});
