import { expect, test } from 'vitest';
import { labelsVtt } from '../../../../src/output/formats/captions/labels-vtt.js';
import type { TagRecord } from '../../../../src/pipeline/rank/rank.js';

function cue(span: [number, number], labels: [string, number][]): string {
  const record: TagRecord = {
    video: 'v',
    clip: 0,
    startSeconds: 0,
    endSeconds: 0,
    span: { startSeconds: span[0], endSeconds: span[1] },
    frameIndices: [],
    notes: [],
    labels: labels.map(([label, probability]) => ({ label, probability, logit: 0 })),
  };
  return labelsVtt.text({}).toText(record);
}

test.each<{ span: [number, number]; line: string }>([
  { span: [0, 10], line: '00:00:00.000 --> 00:00:10.000' },
  { span: [3599.9996, 3661.0014], line: '01:00:00.000 --> 01:01:01.001' },
  { span: [360_000, 360_001], line: '100:00:00.000 --> 100:00:01.000' },
  { span: [5, 5], line: '00:00:05.000 --> 00:00:05.001' },
  { span: [-0.02, 1], line: '00:00:00.000 --> 00:00:01.000' },
])('$line', ({ span, line }) => {
  expect(cue(span, [['a', 0.5]])).toBe(`\n${line}\na (50.0 %)\n`);
});

test('escapes markup and what would end a cue', () => {
  expect(
    cue(
      [0, 1],
      [
        ['a <b> & c --> d\n\n00:00', 1],
        ['x\u2028y', 0],
      ],
    ),
  ).toBe('\n00:00:00.000 --> 00:00:01.000\na &lt;b&gt; &amp; c --&gt; d 00:00 (100.0 %)\nx y (0.0 %)\n');
});

test('has no cue for a clip without labels', () => {
  expect(labelsVtt.text({}).header).toBe('WEBVTT\n');
  expect(cue([0, 1], [])).toBe('');
});
