/**
 * The rows of an output as a journal knows them: whole lines of text, whatever the file is made of. Their places are
 * counted in what the format finds easy, bytes or clips.
 */

/** Rows that are there. */
export interface RowSource {
  /** the place of the first row */
  start: number;
  /** what they are in */
  files: readonly string[];
  open(): Promise<RowReader>;
}

/** Looks at rows from the first to the last, at each video's as often as need be. */
export interface RowReader {
  /** what precedes the rows is as it should be */
  isBegun: boolean;
  /** The rows between two places, in pieces of whole lines. @throws MissingRows */
  read(start: number, end: number): AsyncGenerator<Buffer, void, undefined>;
  /** Says what stands after the rows that end there, and what becomes of it; undefined if nothing does. */
  beyond(end: number): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Where rows go. */
export interface RowTarget<Row> {
  /** Begins anew. */
  create(): Promise<RowWriter<Row>>;
  /** Resumes after the rows that end there; the rest is cut off. Killed at any moment, it leaves those. */
  resume(end: number): Promise<RowWriter<Row>>;
}

export interface RowWriter<Row> {
  /** the place after what is written */
  readonly end: number;
  /**
   * Whole lines, which are in a file when it resolves.
   * @param row that the text, then one line, is of; undefined for lines of an earlier run
   */
  write(text: string, row?: Row): Promise<void>;
  close(): Promise<void>;
}

/** Rows are not there that should be, or are not as we write them. */
export class MissingRows extends Error {
  constructor() {
    super('rows of the output are missing');
  }
}

/** What becomes of rows of clips that nobody finished. */
export function unfinishedRows(count: number): string {
  const [rows, are] = count === 1 ? ['its last row', 'is'] : [`its last ${count} rows`, 'are'];
  return `${rows}, of a video left unfinished, ${are} cut off`;
}
