/**
 * What earlier runs had finished beyond the place from which the output is written anew, sorted by path: for each video a
 * JSON line, and one for each piece of its rows, since a long video's are many.
 */
import { open, rename } from 'node:fs/promises';
import { unwritableOutput } from '../../files/unwritable-output.js';
import { mergeSorted } from '../../pipeline/find/merge-sorted.js';
import { compareBytes } from '../../pipeline/find/walk.js';
import { outcomeFields, parseObject, parseOutcome, type VideoOutcome } from './journal-format.js';
import { readLines } from './read-lines.js';
import { partialOf } from './run-files.js';
import { VideoSum } from './video-sum.js';

/** A finished video with its part of the output and of the errors file. */
export interface KeptVideo extends VideoOutcome {
  /** in pieces of whole lines */
  rows: () => AsyncIterable<string>;
  errors: string;
  /** of all this, as in the journal */
  sum: string;
}

type Head = Omit<KeptVideo, 'rows'>;

/** How the line of a piece begins, and no other. */
const PIECE = '{"rows":';

/** What is not as it was written ends the stream: what follows damage is not believed. */
export async function* readKept(path: string): AsyncGenerator<KeptVideo, void, undefined> {
  let head: Head | undefined;
  let [start, end] = [0, 0];
  let sum = new VideoSum();
  const whole = (): KeptVideo | undefined => {
    if (head === undefined) return undefined;
    const isWhole = sum.digest(head) === head.sum;
    return isWhole ? { ...head, rows: piecesIn(path, { start, end }) } : undefined;
  };
  for await (const line of readLines(path)) {
    if (line.text.startsWith(PIECE)) {
      sum.addRows(parsePiece(line.text) ?? '');
    } else {
      if (head !== undefined) {
        const video = whole();
        if (video === undefined) return;
        yield video;
      }
      head = parseHead(line.text);
      if (head === undefined) return;
      sum = new VideoSum();
      sum.addErrors(head.errors);
      start = line.end;
    }
    end = line.end;
  }
  const last = whole();
  if (last !== undefined) yield last;
}

function parseHead(line: string): Head | undefined {
  const fields = parseObject(line);
  const outcome = parseOutcome(fields);
  const { errors, sum } = fields;
  if (outcome === undefined || typeof errors !== 'string' || typeof sum !== 'string') return undefined;
  return { ...outcome, errors, sum };
}

function parsePiece(line: string): string | undefined {
  const { rows } = parseObject(line);
  return typeof rows === 'string' ? rows : undefined;
}

/** Read again when they are wanted, since many videos may wait at once. */
function piecesIn(path: string, range: { start: number; end: number }): KeptVideo['rows'] {
  return async function* () {
    for await (const { text } of readLines(path, range)) {
      const rows = parsePiece(text);
      if (rows !== undefined) yield rows;
    }
  };
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
        await file.appendFile(toLine(headFields(video)));
        for await (const rows of video.rows()) await file.appendFile(toLine({ rows }));
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

function headFields(video: KeptVideo): object {
  return { ...outcomeFields(video), errors: video.errors, sum: video.sum };
}

function toLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

function byPath(a: KeptVideo, b: KeptVideo): number {
  return compareBytes(a.video, b.video);
}
