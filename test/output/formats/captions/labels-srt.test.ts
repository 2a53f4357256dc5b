import { expect, test } from 'vitest';
import { labelsSrt } from '../../../../src/output/formats/captions/labels-srt.js';
import type { TagRecord } from '../../../../src/pipeline/rank/rank.js';

function record(span: [number, number], labels: [string, number][]): TagRecord {
  return {
    video: 'v',
    clip: 0,
    startSeconds: 0,
    endSeconds: 0,
    span: { startSeconds: span[0], endSeconds: span[1] },
    frameIndices: [],
    notes: [],
    labels: labels.map(([label, probability]) => ({ label, probability, logit: 0 })),
  };
}

test('numbers its cues, and has none for a clip without labels', () => {
  const { header, toText } = labelsSrt.text({});
  const text = [
    record([0, 10], [['a', 0.5]]),
    record([10, 20], []),
    record(
      [3599.9996, 3661.0014],
      [
        ['b', 1],
        ['c', 0],
      ],
    ),
  ].map(toText);
  expect(header + text.join('')).toBe(
    '1\n00:00:00,000 --> 00:00:10,000\na (50.0 %)\n\n' +
      '2\n01:00:00,000 --> 01:01:01,001\nb (100.0 %)\nc (0.0 %)\n\n',
  );
});

test('every file begins with 1', () => {
  for (let i = 0; i < 2; i++) expect(labelsSrt.text({}).toText(record([0, 1], [['a', 1]]))).toMatch(/^1\n/);
});

test('leaves no markup, no time and no line break in a label', () => {
  const text = labelsSrt.text({}).toText(record([0, 1], [['<b>a & b</b> --> {\\an8}\n\n2\u2028', 1]]));
  expect(text).toBe('1\n00:00:00,000 --> 00:00:01,000\n‹b›a & b‹/b› --› { \\an8} 2  (100.0 %)\n\n');
});
