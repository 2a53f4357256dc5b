import { expect, test } from 'vitest';
import { labelsFiftyone, summariesFiftyone } from '../../../../src/output/formats/tables/fiftyone.js';
import { expectValid, ODD, toRecord, toSummary, writeDocument } from './documents.js';

const SCHEMA = 'fiftyone.schema.json';

test('clips become temporal detections of their videos', async () => {
  const { text } = await writeDocument(labelsFiftyone, [
    toRecord('./clips/a.mp4', 0),
    toRecord('./clips/a.mp4', 1),
    toRecord('/data/b.mp4', 0),
  ]);
  const document = JSON.parse(text) as { labels: Record<string, object[]> };
  expectValid(SCHEMA, document);
  expect(Object.keys(document.labels)).toEqual(['clips/a.mp4', '/data/b.mp4']);
  expect(document.labels['clips/a.mp4']?.slice(2)).toEqual([
    {
      label: 'a dog',
      timestamps: [4.5, 9],
      confidence: 0.75,
      attributes: { clip: 1, rank: 1, logit: 12.5 },
    },
    {
      label: 'indoors',
      timestamps: [4.5, 9],
      confidence: 0.333333333,
      attributes: { clip: 1, rank: 1, logit: -1, label_set: 'where' },
    },
  ]);
});

test('of a video, the stretches where labels lead', async () => {
  const { text } = await writeDocument(summariesFiftyone, [toSummary('a.mp4')]);
  const document = JSON.parse(text) as { labels: Record<string, { label: string; timestamps: number[] }[]> };
  expectValid(SCHEMA, document);
  expect(document.labels['a.mp4']?.map(({ label, timestamps }) => [label, ...timestamps])).toEqual([
    ['a dog', 0, 4.5],
    ['a dog', 9, 13.5],
    ['indoors', 4.5, 13.5],
  ]);
  expect(document.labels['a.mp4']?.[0]).toMatchObject({
    confidence: 0.5,
    attributes: { rank: 1, max_probability: 1 },
  });
});

test('odd names and labels are read back as they were, to the byte', async () => {
  const clips = await writeDocument(
    labelsFiftyone,
    ODD.flatMap((odd) => [toRecord(odd, 0, odd), toRecord(odd, 1, odd)]),
  );
  expectValid(SCHEMA, JSON.parse(clips.text));
  expect(clips.readBack).toBe(clips.lines);
  const videos = await writeDocument(summariesFiftyone, ODD.map(toSummary));
  expect(videos.readBack).toBe(videos.lines);
});

test('a run of nothing is a document of nothing', async () => {
  const { text } = await writeDocument(labelsFiftyone, []);
  expect(JSON.parse(text)).toEqual({ labels: {} });
});
