import { FileRanges } from './file-ranges.js';
import { parseEntry, parseHeader, parseWeights, type JournalEntry, type Settings } from './journal-format.js';
import { readLines, type PlacedLine } from './read-lines.js';
import { MissingRows, type RowReader, type RowSource } from './output-rows.js';
import type { RunFiles } from './run-files.js';
import { VideoSum } from './video-sum.js';

/** A journal with what stands in the files that it tells of. */
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
  /** its text in the output, in pieces of whole lines, until the next video is asked for */
  rows: () => AsyncIterable<Buffer>;
  errors: Buffer;
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
      const rows = rowsOf(output, rowsStart, entry.rowsEnd);
      const errors = await errorsFile.read(errorsStart, entry.errorsEnd);
      const isWhole = isInPlace && errors !== undefined && (await sumOf(rows, errors)) === entry.sum;
      yield { ...entry, rows, errors: errors ?? Buffer.alloc(0), isWhole, journalEnd: end };
      isInPlace = true;
      [rowsStart, errorsStart] = [entry.rowsEnd, entry.errorsEnd];
    }
  } finally {
    await Promise.all([output.close(), errorsFile.close()]);
  }
}

function rowsOf(
  output: RowReader,
  start: number,
  end: number,
): () => AsyncGenerator<Buffer, void, undefined> {
  return async function* () {
    if (end < start) throw new MissingRows();
    yield* output.read(start, end);
  };
}

/** @returns undefined where rows are missing */
async function sumOf(rows: () => AsyncIterable<Buffer>, errors: Buffer): Promise<string | undefined> {
  const sum = new VideoSum();
  sum.addErrors(errors);
  try {
    for await (const piece of rows()) sum.addRows(piece);
    return sum.digest();
  } catch (error) {
    if (error instanceof MissingRows) return undefined;
    throw error;
  }
}
