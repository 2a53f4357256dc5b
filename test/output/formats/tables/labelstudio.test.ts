import { expect, test } from 'vitest';
import {
  labelsLabelstudio,
  summariesLabelstudio,
} from '../../../../src/output/formats/tables/labelstudio.js';
import { expectValid, ODD, toRecord, toSummary, writeDocument } from './documents.js';

const SCHEMA = 'labelstudio.schema.json';

interface Task {
  data: { video: string; path: string };
  predictions: [
    {
      model_version: string;
      score: number;
      result: { id: string; value: { ranges: [{ start: number; end: number }]; timelinelabels: string[] } }[];
    },
  ];
}

const regions = ({ predictions: [{ result }] }: Task): unknown[] =>
  result.map(({ value: { ranges, timelinelabels } }) => [...timelinelabels, ranges[0].start, ranges[0].end]);

test('clips become regions of a timeline, counted in frames from 1', async () => {
  const { text } = await writeDocument(
    labelsLabelstudio,
    [toRecord('clips/a.mp4', 0), toRecord('clips/a.mp4', 1), toRecord('/data/b c.mp4', 0)],
    { model: 'tiny-shapes' },
  );
  const tasks = JSON.parse(text) as Task[];
  expectValid(SCHEMA, tasks);
  expect(tasks.map(({ data }) => data)).toEqual([
    { video: '/data/local-files/?d=clips/a.mp4', path: 'clips/a.mp4', fps: 24 },
    { video: '/data/local-files/?d=data/b%20c.mp4', path: '/data/b c.mp4', fps: 24 },
  ]);
  const [first] = tasks;
  expect(first && regions(first)).toEqual([
    ['a dog', 1, 108],
    ['where: indoors', 1, 108],
    ['a dog', 109, 216],
    ['where: indoors', 109, 216],
  ]);
  expect(first?.predictions[0]).toMatchObject({ model_version: 'xclip-tagger tiny-shapes', score: 0.75 });
  expect(new Set(first?.predictions[0].result.map(({ id }) => id)).size).toBe(4);
});

test('of a video, the stretches where labels lead', async () => {
  const { text } = await writeDocument(summariesLabelstudio, [toSummary('a.mp4')]);
  const tasks = JSON.parse(text) as Task[];
  expectValid(SCHEMA, tasks);
  expect(tasks.map(regions)).toEqual([
    [
      ['a dog', 1, 108],
      ['a dog', 217, 324],
      ['where: indoors', 109, 324],
    ],
  ]);
  expect(tasks[0]?.predictions[0].model_version).toBe('xclip-tagger');
});

test.each([
  [0, 0, 1, 1],
  [0, 1 / 24, 1, 1],
  [0, 1.0001 / 24, 1, 2],
  [0.1, 0.3, 3, 8],
  [-0.02, 2, 1, 48],
])('%d to %d s are frames %i to %i', async (startSeconds, endSeconds, start, end) => {
  const record = { ...toRecord('a.mp4', 0), span: { startSeconds, endSeconds } };
  const { text } = await writeDocument(labelsLabelstudio, [record]);
  const [task] = JSON.parse(text) as Task[];
  expect(task?.predictions[0].result[0]?.value.ranges).toEqual([{ start, end }]);
});

test('odd names and labels are read back as they were, to the byte', async () => {
  const clips = await writeDocument(
    labelsLabelstudio,
    ODD.flatMap((odd) => [toRecord(odd, 0, odd), toRecord(odd, 1, odd)]),
  );
  const tasks = JSON.parse(clips.text) as Task[];
  expectValid(SCHEMA, tasks);
  expect(clips.readBack).toBe(clips.lines);
  // What a server makes of the link is the path.
  const paths = tasks.map(({ data }) => new URL(data.video, 'http://localhost').searchParams.get('d'));
  expect(paths).toEqual(ODD.map((odd) => odd.replace('\ud800', '\ufffd')));
  const videos = await writeDocument(summariesLabelstudio, ODD.map(toSummary));
  expect(videos.readBack).toBe(videos.lines);
});
