import { describe, expect, test } from 'vitest';
import {
  type LabelledVideos,
  LabelledVideosBuilder,
  type Listed,
} from '../../../src/pipeline/evaluate/labelled-videos.js';
import { compareBytes } from '../../../src/pipeline/find/walk.js';
import { seeded } from '../../support/seeded.js';

const NAMES = ['b.mp4', 'a/é.mp4', 'a.mp4', '\u{1f600}.mp4', '\uffee.mp4', 'a/b.mp4', 'Z.mp4', 'a'];

function build(names: readonly string[]): { videos: LabelledVideos; twice: Listed[] } {
  const builder = new LabelledVideosBuilder();
  names.forEach((name, i) => builder.add(name, `label ${i % 3}`, { file: `list ${i % 2}`, line: i + 1 }));
  const twice: Listed[] = [];
  return { videos: builder.build((listed) => twice.push(listed)), twice };
}

describe('videos of a list', () => {
  const { videos } = build(NAMES);

  test('are sorted as a walk sorts them', () => {
    expect([...videos.all()]).toEqual([...NAMES].sort(compareBytes));
  });

  test('keep their labels and places', () => {
    for (let i = 0; i < videos.size; i++) {
      const place = NAMES.indexOf(videos.video(i));
      expect(videos.label(i)).toBe(`label ${place % 3}`);
      expect(videos.place(i)).toEqual({ file: `list ${place % 2}`, line: place + 1 });
    }
  });

  test('are found by their names, whatever hint is given', () => {
    for (let i = 0; i < videos.size; i++)
      for (const hint of [0, i, videos.size]) expect(videos.find(videos.video(i), hint)).toBe(i);
    for (const name of ['', 'a/', 'zz', 'b.mp', 'b.mp44']) expect(videos.find(name)).toBeUndefined();
  });

  test('may be none', () => {
    expect(build([]).videos.size).toBe(0);
    expect(build([]).videos.find('a')).toBeUndefined();
  });
});

test('a video that is listed again is told with both places, and counts once', () => {
  const { videos, twice } = build(['b', 'a', 'b', 'c', 'b']);
  expect([...videos.all()]).toEqual(['a', 'b', 'c']);
  expect(twice).toEqual([
    {
      video: 'b',
      labels: ['label 0', 'label 2'],
      places: [
        { file: 'list 0', line: 1 },
        { file: 'list 0', line: 3 },
      ],
    },
    {
      video: 'b',
      labels: ['label 0', 'label 1'],
      places: [
        { file: 'list 0', line: 1 },
        { file: 'list 0', line: 5 },
      ],
    },
  ]);
});

test('a hundred thousand are held as well as ten, past every buffer that had to grow', () => {
  const random = seeded(17);
  const names = Array.from({ length: 100_000 }, (_, i) => `${Math.floor(random() * 1e9)}/é${i}.mp4`);
  const { videos } = build(names);
  expect([...videos.all()]).toEqual([...names].sort(compareBytes));
  expect(videos.find(names[77_777] ?? '')).toBeDefined();
});
