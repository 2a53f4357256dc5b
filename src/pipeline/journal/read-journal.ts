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
  rows: Buffer;
  errors: Buffer;
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
  const header = Buffer.from(outputHeader);
  let [rowsStart, errorsStart] = [header.length, 0];
  try {
    // Under another header no row stands where it should; the first video carries the blame.
    let isInPlace = (await output.read(0, rowsStart))?.equals(header) === true;
    for await (const { text, end } of lines) {
      const entry = parseEntry(text);
      if (entry === undefined) return;
      const rows = await output.read(rowsStart, entry.rowsEnd);
      const errors = await errorsFile.read(errorsStart, entry.errorsEnd);
      const found = checked(entry, rows, errors);
      yield { ...entry, ...found, isWhole: found.isWhole && isInPlace, journalEnd: end };
      isInPlace = true;
      [rowsStart, errorsStart] = [entry.rowsEnd, entry.errorsEnd];
    }
  } finally {
    await Promise.all([output.close(), errorsFile.close()]);
  }
}

function checked(
  { sum }: JournalEntry,
  rows: Buffer | undefined,
  errors: Buffer | undefined,
): Pick<JournaledVideo, 'isWhole' | 'rows' | 'errors'> {
  const isThere = rows !== undefined && errors !== undefined;
  const found = { rows: rows ?? Buffer.alloc(0), errors: errors ?? Buffer.alloc(0) };
  const actual = new VideoSum();
  actual.addRows(found.rows);
  actual.addErrors(found.errors);
  return { ...found, isWhole: isThere && actual.digest() === sum };
}
