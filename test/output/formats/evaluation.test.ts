import { describe, expect, test } from 'vitest';
import { Answers } from '../../../src/pipeline/evaluate/answers.js';
import { evaluate, missesOf } from '../../../src/pipeline/evaluate/evaluate.js';
import { LabelledVideosBuilder } from '../../../src/pipeline/evaluate/labelled-videos.js';
import { evaluationJson, toEvaluationJson } from '../../../src/output/formats/evaluation/json.js';
import { evaluationSvg } from '../../../src/output/formats/evaluation/svg.js';
import { evaluationTable } from '../../../src/output/formats/evaluation/table.js';
import type { OutputFormat } from '../../../src/output/formats/output-format.js';

interface Judged {
  video: string;
  label: string;
  predicted: string;
  probability?: number;
}

function evaluated(judged: readonly Judged[], labels: readonly string[]) {
  const builder = new LabelledVideosBuilder();
  judged.forEach(({ video, label }, i) => builder.add(video, label, { file: 'm.csv', line: i + 2 }));
  const videos = builder.build(() => undefined);
  const answers = new Answers(videos, labels);
  for (const { video, predicted, probability = 0.5 } of judged)
    answers.take({ video, labels: [{ label: predicted, probability }] });
  const summary = evaluate(videos, answers, { hasTop5: true, hasProbabilities: true });
  return { summary, misses: [...missesOf(videos, answers)] };
}

function textOf(
  format: OutputFormat<'evaluation'>,
  { summary, misses }: ReturnType<typeof evaluated>,
  columns?: number,
): string {
  const { header, toText } = format.text({ columns });
  return [
    header,
    toText({ part: 'summary', summary }),
    ...misses.map((miss) => toText({ part: 'miss', miss })),
    toText({ part: 'end' }),
  ].join('');
}

const RIGHT = { video: 'a.mp4', label: 'cat', predicted: 'cat' };
const HOSTILE = '<script>&"\u001b[31m\u202e\u0000\ufffe';
const hostile = evaluated(
  [
    { ...RIGHT, video: HOSTILE, label: HOSTILE },
    { ...RIGHT, video: 'b', predicted: HOSTILE },
  ],
  ['cat', HOSTILE],
);

/** What no terminal may get. */
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/;

describe('JSON', () => {
  test.each([0, 1, 3])('written part by part, with %i misses, is the object that --json prints', (count) => {
    const judged = Array.from({ length: 4 }, (_, i) => ({
      ...RIGHT,
      video: `${i}.mp4`,
      predicted: i < count ? 'dog' : 'cat',
      probability: 1 / (i + 3),
    }));
    const made = evaluated(judged, ['cat', 'dog']);
    const text = textOf(evaluationJson, made);
    expect(JSON.parse(text)).toEqual(toEvaluationJson(made.summary, made.misses));
    expect(text.endsWith('\n}\n')).toBe(true);
    // A line for each miss.
    expect(text.split('\n').filter((line) => line.includes('"predicted"'))).toHaveLength(count);
  });

  test('keeps hostile text as it is', () => {
    expect(JSON.parse(textOf(evaluationJson, hostile))).toMatchObject({
      confusion: { labels: ['cat', HOSTILE] },
      misses: [{ video: HOSTILE }, { predicted: HOSTILE }],
    });
  });
});

describe('the table', () => {
  test.each([40, 80, 120, undefined])('fits %s columns', (columns) => {
    const long = evaluated(
      [
        { ...RIGHT, video: 'v/'.repeat(80), label: 'x'.repeat(200) },
        { ...RIGHT, predicted: 'x'.repeat(200) },
      ],
      ['cat', 'x'.repeat(200)],
    );
    const lines = textOf(evaluationTable, long, columns).split('\n');
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns ?? 100);
  });

  test('has the worst class first, and what it was taken for most often', () => {
    const made = evaluated(
      [
        { video: '1', label: 'cat', predicted: 'cat' },
        { video: '2', label: 'dog', predicted: 'cow' },
        { video: '3', label: 'dog', predicted: 'cat' },
        { video: '4', label: 'dog', predicted: 'cat' },
        { video: '5', label: 'cow', predicted: 'cow' },
        { video: '6', label: 'cow', predicted: 'dog' },
      ],
      ['ant', 'cat', 'cow', 'dog'],
    );
    const [, classes = ''] = /─\n([^]*?)\n\n/.exec(textOf(evaluationTable, made)) ?? [];
    expect(classes.split('\n').map((line) => line.replaceAll(/ {2,}/g, '|'))).toEqual([
      'dog|3|0.0 %|0.0 %|cat (2)',
      'cow|2|50.0 %|50.0 %|dog (1)',
      'cat|1|100.0 %|100.0 %',
      '(1 label has no video that was judged)',
    ]);
  });

  test('names some of many misses, and says where the others are', () => {
    const judged = Array.from({ length: 33 }, (_, i) => ({ ...RIGHT, video: `${i}.mp4`, predicted: 'dog' }));
    const text = textOf(evaluationTable, evaluated(judged, ['cat', 'dog']));
    expect(text.split('\n').filter((line) => line.includes('.mp4'))).toHaveLength(20);
    expect(text).toContain('and 13 more: -o FILE.json lists them all\n');
  });

  test('says what is not known, and how many could not be judged', () => {
    const { summary } = evaluated([RIGHT], ['cat']);
    const text = textOf(evaluationTable, {
      summary: { ...summary, videos: 3, failed: 2, top5: undefined, ece: undefined },
      misses: [],
    });
    expect(text).toContain('3, of which 2 could not be judged');
    expect(text).toMatch(/top-5 +–\n/);
    expect(text).toMatch(/\(ECE\) +–\n/);
  });

  test('gives a terminal nothing that it would obey', () => {
    expect(textOf(evaluationTable, hostile)).not.toMatch(OBEYED);
  });
});

describe('the picture', () => {
  test('shows hostile labels as text', () => {
    const svg = textOf(evaluationSvg, hostile);
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script&gt;&amp;&quot;\\x1b[31m');
    expect(svg).not.toMatch(OBEYED);
    expect(svg).not.toContain('\ufffe');
  });

  test('has a cell for each pair that occurs, right ones in another colour than wrong ones', () => {
    const made = evaluated(
      [RIGHT, { ...RIGHT, video: 'b' }, { ...RIGHT, video: 'c', predicted: 'dog' }],
      ['cat', 'dog'],
    );
    const cells = [
      ...textOf(evaluationSvg, made).matchAll(/fill="(#\w+)" fill-opacity="([\d.]+)"><title>(.*?)</g),
    ];
    expect(cells.map(([, fill, opacity, tip]) => [fill, Number(opacity), tip])).toEqual([
      ['#1f5fbf', 0.72, 'cat → cat: 2 of 3'],
      ['#c62828', 0.43, 'cat → dog: 1 of 3'],
    ]);
  });

  test.each([1, 400, 2000])('of %i labels keeps a size that programs open', (count) => {
    const labels = Array.from({ length: count }, (_, i) => `label ${i}`);
    const svg = textOf(
      evaluationSvg,
      evaluated([{ video: 'a', label: 'label 0', predicted: 'label 0' }], labels),
    );
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
    for (const side of [width, height]) expect(Number(side)).toBeLessThan(9000);
  });
});
