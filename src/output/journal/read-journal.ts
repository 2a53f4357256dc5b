import { FileRanges } from './file-ranges.js';
import { parseEntry, parseHeader, parseWeights, type JournalEntry, type Settings } from './journal-format.js';
import { readLines, type PlacedLine } from './read-lines.js';
import { MissingRows, type RowSource } from '../rows/output-rows.js';
import type { RunFiles } from './run-files.js';
import { VideoSum } from './video-sum.js';

/** A journal with what stands in the files that it is about. */
export interface Journal {
  settings: Settings;
  /** undefined where the run ended before it knew: then nothing is finished */
  weightsHash: string | undefined;
  /** finished videos in their order, up to the first line that is none */
  videos: AsyncGenerator<JournaledVideo, void, undefined>;
}

/** A finished video as the files have it. */
export interface JournaledVideo extends JournalEntry {
  /** where its line ends in the journal */
  journalEnd: number;
  /** its bytes are there, and are those that were written */
  isWhole: boolean;
  /** its part of the output, and of the errors file, in pieces of whole lines; until the next video is asked for */
  rows: () => AsyncIterable<Buffer>;
  errors: () => AsyncIterable<Buffer>;
}

/** @returns undefined where there is no journal, or none of this version */
export async function readJournal(files: RunFiles, source: RowSource): Promise<Journal | undefined> {
  const lines = readLines(files.journal);
  const header = await lines.next();
  const settings = header.done === true ? undefined : parseHeader(header.value.text);
  if (header.done === true || settings === undefined) {
    await lines.return();
    return undefined;
  }
  const weights = await lines.next();
  const weightsHash = weights.done === true ? undefined : parseWeights(weights.value.text);
  if (weights.done === true || weightsHash === undefined) {
    await lines.return();
    return { settings, weightsHash: undefined, videos: readVideos([], files, source) };
  }
  return { settings, weightsHash, videos: readVideos(lines, files, source) };
}

async function* readVideos(
  lines: AsyncIterable<PlacedLine> | Iterable<PlacedLine>,
  files: RunFiles,
  source: RowSource,
): AsyncGenerator<JournaledVideo, void, undefined> {
  const output = await source.open();
  const errorsFile = await FileRanges.open(files.errors);
  let [rowsStart, errorsStart] = [source.start, 0];
  try {
    // Under another header no row stands where it should; the first video carries the blame.
    let isInPlace = output.isBegun;
    for await (const { text, end } of lines) {
      const entry = parseEntry(text);
      if (entry === undefined) return;
      const rows = rangeOf(rowsStart, entry.rowsEnd, output.read.bind(output));
      const errors = rangeOf(errorsStart, entry.errorsEnd, errorsFile.pieces.bind(errorsFile));
      const video = { ...entry, rows, errors, journalEnd: end };
      yield { ...video, isWhole: isInPlace && (await sumOf(video)) === entry.sum };
      isInPlace = true;
      [rowsStart, errorsStart] = [entry.rowsEnd, entry.errorsEnd];
    }
  } finally {
    await Promise.all([output.close(), errorsFile.close()]);
  }
}

type Pieces = AsyncGenerator<Buffer, void, undefined>;

function rangeOf(start: number, end: number, read: (start: number, end: number) => Pieces): () => Pieces {
  return async function* () {
    if (end < start) throw new MissingRows();
    yield* read(start, end);
  };
}

/** @returns undefined where some of it is missing */
async function sumOf(video: Omit<JournaledVideo, 'isWhole'>): Promise<string | undefined> {
  const sum = new VideoSum();
  try {
    for await (const piece of video.rows()) sum.addRows(piece);
    for await (const piece of video.errors()) sum.addErrors(piece);
    return sum.digest(video);
  } catch (error) {
    if (error instanceof MissingRows) return undefined;
    throw error;
  }
}
