import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { labelsCsv } from '../../../src/output/formats/labels-csv.js';
import { summariesCsv } from '../../../src/output/formats/summaries/summaries-csv.js';
import type { RankedLabel, TagRecord } from '../../../src/pipeline/rank/rank.js';

function record(labels: RankedLabel[]): TagRecord {
  return { video: 'a,b.mp4', clip: 2, startSeconds: 1, endSeconds: 2.5, frameIndices: [], notes: [], labels };
}

describe('--wide', () => {
  test('has a column a label, in their order, and no cell for one that is cut', () => {
    const wide = ['zebra', 'a "quoted", one', 'é\nline'].map((label) => ({ label }));
    const { header, toText } = labelsCsv.text({ wide });
    const text = toText(
      record([
        { label: 'é\nline', probability: 1, logit: 3 },
        { label: 'zebra', probability: 1.5e-9, logit: 1 },
      ]),
    );
    expect(text).toBe('"a,b.mp4",2,1.0,2.5,1.5e-9,,1.0\n');
    expect(parse(header + text + toText(record([])))).toEqual([
      ['video', 'clip', 'start_s', 'end_s', 'zebra', 'a "quoted", one', 'é\nline'],
      ['a,b.mp4', '2', '1.0', '2.5', '1.5e-9', '', '1.0'],
      ['a,b.mp4', '2', '1.0', '2.5', '', '', ''],
    ]);
  });

  test('tells labels of several sets apart', () => {
    const wide = ['x', 'y'].map((set) => ({ set, label: 'both' }));
    const { header, toText } = labelsCsv.text({ wide, hasSets: true });
    expect(header).toBe('video,clip,start_s,end_s,x: both,y: both\n');
    expect(toText(record([{ set: 'y', label: 'both', probability: 0.25, logit: 0 }]))).toContain(
      '2.5,,0.25\n',
    );
  });

  test('takes the formulas out of columns, too', () => {
    expect(labelsCsv.text({ wide: [{ label: '=1+1' }], isSafe: true }).header).toBe(
      "video,clip,start_s,end_s,'=1+1\n",
    );
  });

  test.each<[string, { set?: string; label: string }[], boolean]>([
    ['video', [{ label: 'video' }], false],
    [
      'a: b: c',
      [
        { set: 'a', label: 'b: c' },
        { set: 'a: b', label: 'c' },
      ],
      false,
    ],
    ["'=x", [{ label: '=x' }, { label: "'=x" }], true],
  ])('refuses two columns %s', (name, wide, isSafe) => {
    expect(() => labelsCsv.text({ wide, isSafe })).toThrow(
      `--wide would write two columns of the name ${JSON.stringify(name)}`,
    );
  });

  test('10,000 labels are 10,000 columns', () => {
    const wide = Array.from({ length: 10_000 }, (_, i) => ({ label: `label ${i}` }));
    const labels = wide.map(({ label }, i) => ({ label, probability: i / 1e4, logit: i })).reverse();
    const { header, toText } = labelsCsv.text({ wide });
    const [names, cells] = parse(header + toText(record(labels)), { columns: false });
    expect(names).toHaveLength(10_004);
    expect(cells?.[10_003]).toBe('0.9999');
  });

  test('of videos has means', () => {
    const { header, toText } = summariesCsv.text({ wide: [{ label: 'a' }, { label: 'b' }] });
    const span = { startSeconds: 0, endSeconds: 2 };
    const label = { label: 'b', meanProbability: 0.5, maxProbability: 1, maxSpan: span, segments: [span] };
    expect(header + toText({ video: 'v', clips: 4, ...span, notes: [], labels: [label] })).toBe(
      'video,clips,start_s,end_s,a,b\nv,4,0.0,2.0,,0.5\n',
    );
  });
});
