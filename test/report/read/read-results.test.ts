import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { readResults } from '../../../src/report/read/read-results.js';
import { ResultColumns } from '../../../src/report/result-columns.js';
import { tempFolder } from '../../support/temp-folder.js';

async function read(content: string | Uint8Array, companions: Record<string, string> = {}) {
  const path = join(tempFolder(), 'results');
  writeFileSync(path, content);
  for (const [end, text] of Object.entries(companions)) writeFileSync(path + end, text);
  const columns = new ResultColumns();
  const { source, evaluation } = await readResults(path, 0, columns);
  return { source, evaluation, columns, data: columns.finish() };
}

const RECORD = {
  video: 'a/b.mp4',
  clip: 3,
  start_s: 1.5,
  end_s: 2.25,
  frame_indices: [4, 5, 6],
  labels: [
    { label: 'a dog', probability: 0.75, logit: 20 },
    { label: 'a cat', probability: 0.25, logit: 19 },
  ],
  notes: ['5 frames: fewer than 8'],
};
const LINE = `${JSON.stringify(RECORD)}\n`;
const HEADER = 'video,clip,start_s,end_s,rank,label,probability,logit';
const ROWS = ['a/b.mp4,3,1.5,2.25,1,a dog,0.75,20.0', 'a/b.mp4,3,1.5,2.25,2,a cat,0.25,19.0'];
const EXPECTED = {
  rows: { source: [0], video: [0], clip: [3], start: [1.5], end: [2.25], entries: [2] },
  videos: { folders: ['a/'], folder: [0], name: ['b.mp4'] },
  labels: { name: ['a dog', 'a cat'], set: [-1, -1], sets: [] },
  entries: { label: [0, 1], probability: [0.75, 0.25], peak: [], peakStart: [], segments: [] },
};

describe('the same rows', () => {
  test('of JSONL, with frames and notes', async () => {
    const { data, source, columns } = await read(LINE);
    expect(data).toMatchObject({ ...EXPECTED, rowNotes: { row: [0], note: RECORD.notes } });
    expect(columns.framesOf(0)).toEqual([4, 5, 6]);
    expect(source).toMatchObject({ kind: 'clips', rows: 1, failures: 0, notes: [], run: null });
  });

  test.each([
    ['as tag writes it', [HEADER, ...ROWS, ''].join('\n')],
    ['with a BOM and CRLF', `\uFEFF${[HEADER, ...ROWS, ''].join('\r\n')}`],
    ['sorted by somebody', [HEADER, ...ROWS.toReversed(), ''].join('\n')],
    [
      'with columns in another order, and one more',
      `probability,label,rank,end_s,start_s,clip,video,mine\n0.75,a dog,1,2.25,1.5,3,a/b.mp4,x\n0.25,a cat,2,2.25,1.5,3,a/b.mp4,y\n`,
    ],
  ])('of CSV %s', async (_, text) => {
    const { rows, videos, labels, entries } = (await read(text)).data;
    expect({ rows, videos }).toEqual({ rows: EXPECTED.rows, videos: EXPECTED.videos });
    expect(entries.label.map((label) => labels.name[label])).toEqual(['a dog', 'a cat']);
    expect(entries.probability).toEqual([0.75, 0.25]);
  });

  test('of Parquet, in groups', async () => {
    const column = (name: string, data: (string | number)[], type: 'STRING' | 'INT32' | 'DOUBLE') => ({
      name,
      data,
      type,
    });
    const bytes = parquetWriteBuffer({
      columnData: [
        column('video', ['a/b.mp4', 'a/b.mp4'], 'STRING'),
        column('clip', [3, 3], 'INT32'),
        column('start_s', [1.5, 1.5], 'DOUBLE'),
        column('end_s', [2.25, 2.25], 'DOUBLE'),
        column('rank', [1, 2], 'INT32'),
        column('label', ['a dog', 'a cat'], 'STRING'),
        column('probability', [0.75, 0.25], 'DOUBLE'),
        column('logit', [20, 19], 'DOUBLE'),
      ],
      rowGroupSize: 1,
    });
    expect((await read(new Uint8Array(bytes))).data).toMatchObject(EXPECTED);
    const cut = read(new Uint8Array(bytes).subarray(0, bytes.byteLength - 30));
    await expect(cut).rejects.toMatchObject({
      code: 'BAD_RESULTS',
      message: /not one group of its rows is whole/,
    });
  });
});

test('sets of labels keep apart what has the same name', async () => {
  const rows = [
    'a.mp4,0,0.0,1.0,1,red,0.9,1.0,colour',
    'a.mp4,0,0.0,1.0,2,blue,0.1,0.5,colour',
    'a.mp4,0,0.0,1.0,1,red,0.6,1.0,band',
  ];
  const { labels, entries } = (await read([`${HEADER},set`, ...rows, ''].join('\n'))).data;
  expect(labels).toEqual({ name: ['red', 'blue', 'red'], set: [0, 0, 1], sets: ['colour', 'band'] });
  expect(entries.label).toEqual([0, 1, 2]);
});

describe('a row a video', () => {
  const summary = {
    label: 'a dog',
    mean_probability: 0.5,
    max_probability: 0.9,
    max_start_s: 8,
    max_end_s: 10,
    segments: [
      { start_s: 0, end_s: 4.5 },
      { start_s: 8, end_s: 10 },
    ],
  };
  const expected = {
    rows: { clip: [5], start: [0], end: [10] },
    entries: { probability: [0.5], peak: [0.9], peakStart: [8], segments: [[0, 4.5, 8, 10]] },
  };

  test('of JSONL', async () => {
    const record = { video: 'a.mp4', clips: 5, start_s: 0, end_s: 10, labels: [summary] };
    const { data, source } = await read(`${JSON.stringify(record)}\n`);
    expect(source.kind).toBe('videos');
    expect(data).toMatchObject(expected);
  });

  test('of CSV', async () => {
    const header =
      'video,clips,start_s,end_s,rank,label,mean_probability,max_probability,max_start_s,max_end_s,segments';
    const { data, source } = await read(
      `${header}\na.mp4,5,0.0,10.0,1,a dog,0.5,0.9,8.0,10.0,0.0-4.5;8.0-10.0\n`,
    );
    expect(source.kind).toBe('videos');
    expect(data).toMatchObject(expected);
  });
});

describe('beside the results', () => {
  test('the account of the run and its failures are read', async () => {
    const errors = '{"video":"c.mp4","code":"EMPTY_FILE","message":"the file is empty"}\n';
    const { source, data } = await read(LINE, {
      '.run.json': '{"settings":{"seed":0}}',
      '.errors.jsonl': errors,
    });
    expect(source).toMatchObject({ run: { settings: { seed: 0 } }, failures: 1, notes: [] });
    expect(data.failures).toEqual({
      source: [0],
      video: ['c.mp4'],
      code: ['EMPTY_FILE'],
      message: ['the file is empty'],
    });
  });

  test('what cannot be read is said, and costs only itself', async () => {
    const errors = '{"video":"c.mp4","code":"EMPTY_FILE","message":"the file is empty"}\n{"video":';
    const { source, data } = await read(LINE, { '.run.json': '{', '.errors.jsonl': errors });
    expect(source.run).toBeNull();
    expect(source.notes).toEqual([
      expect.stringMatching(/^its run\.json cannot be read: /),
      'its errors.jsonl is cut short: the last line is left out',
    ]);
    expect([data.failures.video, source.rows]).toEqual([['c.mp4'], 1]);
  });

  test('a run of which every video failed has no rows', async () => {
    const errors = '{"video":"c.mp4","code":"EMPTY_FILE","message":"the file is empty"}\n';
    const { source } = await read('', { '.errors.jsonl': errors });
    expect(source).toMatchObject({ rows: 0, failures: 1 });
  });
});

describe('cut short', () => {
  test.each([
    ['JSONL', LINE + LINE.replace('"clip":3', '"clip":4').slice(0, -20), 'its last line is left out'],
    ['CSV in a number', `${HEADER}\n${ROWS[0]}\na/b.mp4,3,1.5,2.25,2,a cat,0.2`, 'its last row is left out'],
    ['CSV in quotes', `${HEADER}\n${ROWS[0]}\na/b.mp4,3,1.5,2.25,2,"a\ncat`, 'its last row is left out'],
    [
      'in the middle of a character',
      Buffer.from(`${LINE}{"video":"ä`).subarray(0, -1),
      'its last line is left out',
    ],
  ])('%s: whole rows stay, and it is said', async (_, text, what) => {
    const { source } = await read(text);
    expect(source).toMatchObject({ rows: 1, notes: [`it is cut short: ${what}`] });
  });
});

describe('bad input', () => {
  test.each([
    ['empty', '', /it is empty/],
    ['a header of another program', 'name,score\nx,1\n', /it has no column video/],
    ["search's CSV", 'query,rank,video,clip,start_s,end_s,logit\nx,1,a,0,0,1,2\n', /it has no column label/],
    ['a header without a line end', 'video,clip', /it has no column/],
    ['WebVTT', 'WEBVTT\n\n00:00 --> 00:01\na dog\n', /WebVTT/],
    ['bytes', Buffer.from([1, 0, 2, 0]), /not UTF-8 text/],
    ['UTF-16', Buffer.from(`\uFEFF${HEADER}\n`, 'utf16le'), /not UTF-8 text/],
    ['Latin-1', Buffer.from(`${HEADER}\ncaf\u00e9.mp4,0,0,1,1,a,0.5,1\n`, 'latin1'), /not UTF-8/],
    ['a probability that is none', LINE.replace('0.75', '"much"'), /line 1: probability is "much"/],
    [
      'no labels, as embed writes',
      '{"video":"a","clip":0,"start_s":0,"end_s":1,"embedding":[1]}\n',
      /labels is undefined/,
    ],
    ['a line that is no JSON', `${LINE}nonsense\n`, /line 2: /],
    ['a row with too few cells', `${HEADER}\na.mp4,0\n`, /Record Length/],
    [
      'a number that is none in CSV',
      `${HEADER}\n${ROWS[0]?.replace('0.75', '')}\n`,
      /line 2: probability is ""/,
    ],
    ['a run file', '{"tool":{},"settings":{}}', /it is the account of a run/],
    ['other JSON', '{"hello": 1}', /classes is undefined where a list belongs/],
    ['a list', '[1, 2]', /it is \[1,2\] where an object belongs/],
    ['Parquet of nothing', 'PAR1PAR1', /not one group/],
  ])('%s is refused by name', async (_, content, message) => {
    await expect(read(content)).rejects.toMatchObject({ code: 'BAD_RESULTS', message });
  });

  test('what is not there, or a folder', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'x.csv'));
    const open = (name: string) => readResults(join(folder, name), 0, new ResultColumns());
    await expect(open('y.csv')).rejects.toMatchObject({ code: 'NO_SUCH_PATH', message: /no such file/ });
    await expect(open('x.csv')).rejects.toMatchObject({ code: 'NO_SUCH_PATH', message: /no regular file/ });
  });

  test('names of any kind are kept as they are', async () => {
    const names = [
      '<img src=x onerror=alert(1)>.mp4',
      '</script>',
      'a\u202egnp.mp4',
      'x'.repeat(10_000),
      'a\nb.mp4',
    ];
    const lines = names.map((video) => `${JSON.stringify({ ...RECORD, video })}\n`).join('');
    const { columns } = await read(lines);
    expect(names.map((_, row) => columns.videoOf(row))).toEqual(names);
  });
});

describe('an evaluation', () => {
  const evaluation = {
    videos: 4,
    failed: 1,
    top1: 0.5,
    top5: 1,
    mean_class_accuracy: 0.5,
    ece: 0.1,
    classes: [{ label: 'a', count: 2, top1: 0.5, top5: 1 }],
    confusion: {
      labels: ['a', 'b'],
      counts: [
        [1, 1],
        [0, 2],
      ],
    },
    misses: [{ video: 'x.mp4', label: 'a', predicted: 'b', probability: 0.6 }],
  };

  test.each([
    ['on one line', JSON.stringify(evaluation)],
    ['on many', JSON.stringify(evaluation, null, 2)],
  ])('%s', async (_, text) => {
    const { source, evaluation: found } = await read(text);
    expect(source).toMatchObject({ kind: 'eval', rows: 0 });
    expect(found).toMatchObject({
      ...{ source: 0, videos: 4, failed: 1, top1: 0.5, top5: 1, meanClassAccuracy: 0.5, ece: 0.1 },
      classes: { label: ['a'], count: [2] },
      confusion: evaluation.confusion,
      misses: { video: ['x.mp4'], predicted: ['b'] },
    });
  });

  test('whose matrix is not square is refused', async () => {
    const text = JSON.stringify({ ...evaluation, confusion: { labels: ['a', 'b'], counts: [[1, 1]] } });
    await expect(read(text)).rejects.toMatchObject({
      code: 'BAD_RESULTS',
      message: /does not fit its labels/,
    });
  });
});
