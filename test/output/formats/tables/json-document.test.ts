import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runFilesOf } from '../../../../src/cli/run/output-files.js';
import { labelsFiftyone } from '../../../../src/output/formats/tables/fiftyone.js';
import { labelsLabelstudio } from '../../../../src/output/formats/tables/labelstudio.js';
import { toRecord, writeDocument } from './documents.js';

const FORMATS = [labelsFiftyone, labelsLabelstudio];
const RECORDS = ['a.mp4', 'b.mp4', 'c.mp4'].flatMap((video) => [toRecord(video, 0), toRecord(video, 1)]);

test.each(FORMATS)('$name: an element a line', async (format) => {
  const { text } = await writeDocument(format, RECORDS);
  expect(text.split('\n')).toHaveLength(1 + 3 + 1 + 1);
  expect(() => JSON.parse(text) as unknown).not.toThrow();
});

test.each(FORMATS)('$name: rows are read from any to any', async (format) => {
  const { output, lines } = await writeDocument(format, RECORDS);
  const reader = await format.files?.source(runFilesOf(output)).open();
  const all = lines.trimEnd().split('\n');
  for (const [start, end] of [
    [0, 0],
    [0, 3],
    [3, 9],
    [4, 12],
    [11, 12],
  ] as const) {
    const pieces = [];
    for await (const piece of reader?.read(start, end) ?? []) pieces.push(piece.toString().trimEnd());
    expect(pieces).toEqual(all.slice(start, end));
  }
  await reader?.close();
});

test.each(FORMATS)('$name: what was cut, changed or is something else has no rows', async (format) => {
  const { output, text } = await writeDocument(format, RECORDS);
  const whole = readFileSync(output);
  const damaged = [
    ...[0, 1, 20, Math.floor(whole.length / 2), whole.length - 1, whole.length - 2].map((length) =>
      whole.subarray(0, length),
    ),
    Buffer.from(text.replace('"a.mp4', 'a.mp4')),
    Buffer.from(`[\n{}\n]\n`),
    Buffer.from('{"labels":{\n"a":3\n}}\n'),
    Buffer.from('video,clip\n'),
    Buffer.from([0xff, 0xfe, 0, 0x0a]),
  ];
  for (const bytes of damaged) {
    writeFileSync(output, bytes);
    const reader = await format.files?.source(runFilesOf(output)).open();
    await expect(async () => {
      await reader?.read(0, 1).next();
    }).rejects.toThrow();
    await reader?.close();
  }
});
