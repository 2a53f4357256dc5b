import { FileRanges } from './file-ranges.js';
import { parseEntry, parseHeader, parseWeights, type JournalEntry, type Settings } from './journal-format.js';
import { readLines, type PlacedLine } from './read-lines.js';
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
  sizeBytes: number;
  /** its part of both files; to be asked for before the next video */
  read: () => Promise<{ rows: string; errors: string }>;
}

/**
 * @param outputHeader what the output must begin with, before the first video's rows
 * @returns undefined where there is no journal, or none of this version
 */
export async function readJournal(files: RunFiles, outputHeader: string): Promise<Journal | undefined> {
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
    return { settings, weightsHash: undefined, videos: readVideos([], files, outputHeader) };
  }
  return { settings, weightsHash, videos: readVideos(lines, files, outputHeader) };
}

async function* readVideos(
  lines: AsyncIterable<PlacedLine> | Iterable<PlacedLine>,
  files: RunFiles,
  outputHeader: string,
): AsyncGenerator<JournaledVideo, void, undefined> {
  const output = await FileRanges.open(files.output);
  const errorsFile = await FileRanges.open(files.errors);
  let [rowsStart, errorsStart] = [Buffer.byteLength(outputHeader), 0];
  try {
    // Under another header no row stands where it should; the first video carries the blame.
    let isInPlace = (await textOf(output, 0, rowsStart)) === outputHeader;
    for await (const { text, end } of lines) {
      const entry = parseEntry(text);
      if (entry === undefined) return;
      const parts = { output, errorsFile, rowsStart, errorsStart, entry };
      yield {
        ...entry,
        isWhole: isInPlace && (await isWhole(parts)),
        sizeBytes: entry.rowsEnd - rowsStart + entry.errorsEnd - errorsStart,
        read: () => readParts(parts),
        journalEnd: end,
      };
      isInPlace = true;
      [rowsStart, errorsStart] = [entry.rowsEnd, entry.errorsEnd];
    }
  } finally {
    await Promise.all([output.close(), errorsFile.close()]);
  }
}

/** A video's part of both files. */
interface Parts {
  output: FileRanges;
  rowsStart: number;
  errorsFile: FileRanges;
  errorsStart: number;
  entry: JournalEntry;
}

async function isWhole({ output, rowsStart, errorsFile, errorsStart, entry }: Parts): Promise<boolean> {
  const actual = new VideoSum();
  return (
    (await output.take(rowsStart, entry.rowsEnd, (bytes) => actual.addRows(bytes))) &&
    (await errorsFile.take(errorsStart, entry.errorsEnd, (bytes) => actual.addErrors(bytes))) &&
    actual.digest(entry) === entry.sum
  );
}

async function readParts({ output, rowsStart, errorsFile, errorsStart, entry }: Parts): Promise<{
  rows: string;
  errors: string;
}> {
  return {
    rows: await textOf(output, rowsStart, entry.rowsEnd),
    errors: await textOf(errorsFile, errorsStart, entry.errorsEnd),
  };
}

async function textOf(file: FileRanges, start: number, end: number): Promise<string> {
  const pieces: Buffer[] = [];
  await file.take(start, end, (bytes) => pieces.push(Buffer.from(bytes)));
  return Buffer.concat(pieces).toString();
}
