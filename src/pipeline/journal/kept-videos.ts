/** What earlier runs had finished beyond the place from which the output is written anew: JSON lines, sorted by path. */
import { open, rename } from 'node:fs/promises';
import { unwritableOutput } from '../write/unwritable-output.js';
import { mergeSorted } from '../merge-sorted.js';
import { compareBytes } from '../walk.js';
import { outcomeFields, parseObject, parseOutcome, type VideoOutcome } from './journal-format.js';
import { readLines } from './read-lines.js';
import { partialOf } from './run-files.js';
import { VideoSum } from './video-sum.js';

/** A finished video with its part of the output and of the errors file. */
export interface KeptVideo extends VideoOutcome {
  rows: string;
  errors: string;
}

/** What is no such line ends the stream: what follows damage is not believed. */
export async function* readKept(path: string): AsyncGenerator<KeptVideo, void, undefined> {
  for await (const { text } of readLines(path)) {
    const fields = parseObject(text);
    const outcome = parseOutcome(fields);
    const { rows, errors, sum } = fields;
    if (outcome === undefined || typeof rows !== 'string' || typeof errors !== 'string') return;
    const video = { ...outcome, rows, errors };
    if (sumOf(video) !== sum) return;
    yield video;
  }
}

/**
 * Puts newer videos among those that are kept already, and before those of the same path. On the disk under the file's
 * name before it returns, whole or not at all.
 * @throws XclipError OUTPUT_UNWRITABLE
 */
export async function keepVideos(path: string, newer: AsyncIterable<KeptVideo>): Promise<void> {
  const partial = partialOf(path);
  try {
    const file = await open(partial, 'w');
    try {
      for await (const video of mergeSorted([newer, readKept(path)], byPath)) {
        await file.appendFile(toLine(video));
      }
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    throw unwritableOutput(path, error);
  }
}

function toLine(video: KeptVideo): string {
  const { rows, errors } = video;
  return `${JSON.stringify({ ...outcomeFields(video), rows, errors, sum: sumOf(video) })}\n`;
}

function sumOf(video: KeptVideo): string {
  const sum = new VideoSum();
  sum.addRows(video.rows);
  sum.addErrors(video.errors);
  return sum.digest(video);
}

function byPath(a: KeptVideo, b: KeptVideo): number {
  return compareBytes(a.video, b.video);
}
