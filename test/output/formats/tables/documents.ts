/** What tests of JSON documents share: records of odd videos, and their way into a file and back. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect } from 'vitest';
import { runFilesOf } from '../../../../src/cli/run/output-files.js';
import type { OutputFormat, Rows, TextOptions } from '../../../../src/output/formats/output-format.js';
import type { TagRecord } from '../../../../src/pipeline/rank/rank.js';
import type { VideoSummary } from '../../../../src/pipeline/rank/sum-up-videos.js';
import { tempFolder } from '../../../support/temp-folder.js';

/** Names and labels that JSON, URLs or lines could stumble over. */
export const ODD = ['a "b"\\\n.mp4', '__proto__', 'ü/%2e 😀?d=#&.mp4', '\u2028x', '\ud800.mp4', ']', '}}'];

export function toRecord(video: string, clip: number, label = 'a dog'): TagRecord {
  const span = { startSeconds: clip * 4.5, endSeconds: (clip + 1) * 4.5 };
  return {
    video,
    clip,
    startSeconds: span.startSeconds + 0.04,
    endSeconds: span.endSeconds - 0.04,
    span,
    frameIndices: [0, 5],
    notes: [],
    labels: [
      { label, probability: 0.75, logit: 12.5 },
      { set: 'where', label: 'indoors', probability: 1 / 3, logit: -1 },
    ],
  };
}

export function toSummary(video: string): VideoSummary {
  const span = { startSeconds: 0, endSeconds: 4.5 };
  const later = { startSeconds: 4.5, endSeconds: 13.5 };
  const scores = { meanProbability: 0.5, maxProbability: 1, maxSpan: span };
  return {
    video,
    clips: 3,
    startSeconds: 0,
    endSeconds: 13.5,
    notes: [],
    labels: [
      { label: 'a dog', ...scores, segments: [span, { startSeconds: 9, endSeconds: 13.5 }] },
      { set: 'where', label: 'indoors', ...scores, meanProbability: 0.25, segments: [later] },
      { label: 'never the first', ...scores, segments: [] },
    ],
  };
}

/** Writes rows as a run does, and gives what is in the file, and the lines that a resume reads out of it. */
export async function writeDocument<Kind extends 'labels' | 'summaries'>(
  format: OutputFormat<Kind>,
  rows: readonly Rows[Kind][],
  options: TextOptions = {},
): Promise<{ text: string; lines: string; readBack: string; output: string }> {
  const output = join(tempFolder(), 'out.json');
  const files = runFilesOf(output);
  const { toText } = format.text(options);
  if (format.files === undefined) throw new TypeError('a document has files');
  const writer = await format.files.target(files, undefined).create();
  for (const row of rows) await writer.write(toText(row));
  await writer.close();
  const reader = await format.files.source(files).open();
  const pieces: Uint8Array[] = [];
  for await (const piece of reader.read(0, writer.end)) pieces.push(piece);
  expect(await reader.beyond(writer.end)).toBeUndefined();
  await reader.close();
  const lines = rows.map(toText).join('');
  return {
    text: readFileSync(output, 'utf8'),
    lines,
    readBack: Buffer.concat(pieces).toString(),
    output,
  };
}

/** Against the schema of that name beside the tests. */
export function expectValid(schema: string, document: unknown): void {
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(new URL(schema, import.meta.url), 'utf8')) as object,
  );
  validate(document);
  expect(validate.errors ?? []).toEqual([]);
}
