import { XclipError } from '../errors.js';
import { at } from '../at.js';
import type { EntryData, FailureData, LabelData, PageData, RowData, VideoData } from './page-data.js';

/** What a browser still takes in one page. */
const MOST_ROWS = 2_000_000;
const MOST_ENTRIES = 20_000_000;
/** More digits than anybody sees; fewer would show in what is sorted. */
const PROBABILITY_DIGITS = 4;

export interface ResultRow {
  source: number;
  video: string;
  clip: number;
  startSeconds: number;
  endSeconds: number;
}

export interface ResultEntry {
  set?: string | undefined;
  label: string;
  /** from 1, in its set */
  rank: number;
  probability: number;
  /** of a video that is summed up */
  summary?: { peak: number; peakStartSeconds: number; segments: readonly number[] } | undefined;
}

/** Rows of any source as columns, each name kept once. Readers add rows, and entries to them in any order. */
export class ResultColumns {
  readonly #rows: RowData = { source: [], video: [], clip: [], start: [], end: [], entries: [] };
  readonly #videos = new Videos();
  readonly #labels = new Labels();
  readonly #entries: EntryData = { label: [], probability: [], peak: [], peakStart: [], segments: [] };
  readonly #entryRow: number[] = [];
  readonly #entryRank: number[] = [];
  readonly #frames = new Map<number, readonly number[]>();
  readonly #rowNotes: PageData['rowNotes'] = { row: [], note: [] };
  #hasSummaries = false;
  readonly failures: FailureData = { source: [], video: [], code: [], message: [] };

  get rowCount(): number {
    return this.#rows.source.length;
  }

  /** @returns the row's number. @throws XclipError TOO_MANY_ROWS */
  addRow({ source, video, clip, startSeconds, endSeconds }: ResultRow): number {
    const rows = this.#rows;
    if (this.rowCount === MOST_ROWS) throw tooMany(`${MOST_ROWS} clips`);
    rows.source.push(source);
    rows.video.push(this.#videos.numberOf(video));
    rows.clip.push(clip);
    rows.start.push(milliseconds(startSeconds));
    rows.end.push(milliseconds(endSeconds));
    rows.entries.push(0);
    return this.rowCount - 1;
  }

  /** @throws XclipError TOO_MANY_ROWS */
  addEntry(row: number, { set, label, rank, probability, summary }: ResultEntry): void {
    if (this.#entryRow.length === MOST_ENTRIES) throw tooMany(`${MOST_ENTRIES} labels of clips`);
    this.#entryRow.push(row);
    this.#entryRank.push(rank);
    this.#rows.entries[row] = at(this.#rows.entries, row) + 1;
    this.#entries.label.push(this.#labels.numberOf(set, label));
    this.#entries.probability.push(shortNumber(probability));
    this.#entries.peak.push(shortNumber(summary?.peak ?? probability));
    this.#entries.peakStart.push(milliseconds(summary?.peakStartSeconds ?? 0));
    this.#entries.segments.push(summary?.segments.map(milliseconds) ?? []);
    this.#hasSummaries ||= summary !== undefined;
  }

  addNotes(row: number, notes: readonly string[]): void {
    for (const note of notes) {
      this.#rowNotes.row.push(row);
      this.#rowNotes.note.push(note);
    }
  }

  /** The frames that the model saw, where the results say so. */
  setFrames(row: number, frameIndices: readonly number[]): void {
    this.#frames.set(row, frameIndices);
  }

  framesOf(row: number): readonly number[] | undefined {
    return this.#frames.get(row);
  }

  videoOf(row: number): string {
    return this.#videos.pathOf(at(this.#rows.video, row));
  }

  /** All rows; entries stand by row, set and rank. */
  finish(): Pick<PageData, 'rows' | 'videos' | 'labels' | 'entries' | 'rowNotes' | 'failures'> {
    const order = this.#order();
    const pick = <T>(column: readonly T[]): T[] => Array.from(order, (entry) => at(column, entry));
    const { label, probability, peak, peakStart, segments } = this.#entries;
    return {
      rows: this.#rows,
      videos: this.#videos.data,
      labels: this.#labels.data,
      entries: {
        label: pick(label),
        probability: pick(probability),
        peak: this.#hasSummaries ? pick(peak) : [],
        peakStart: this.#hasSummaries ? pick(peakStart) : [],
        segments: this.#hasSummaries ? pick(segments) : [],
      },
      rowNotes: this.#rowNotes,
      failures: this.failures,
    };
  }

  /** The entries' numbers as they are shown; those of a file that nobody sorted anew already stand so. */
  #order(): Uint32Array {
    const sets = this.#labels.data.set;
    const setOf = (entry: number): number => at(sets, at(this.#entries.label, entry));
    const compare = (a: number, b: number): number =>
      at(this.#entryRow, a) - at(this.#entryRow, b) ||
      setOf(a) - setOf(b) ||
      at(this.#entryRank, a) - at(this.#entryRank, b) ||
      a - b;
    const order = Uint32Array.from(this.#entryRow, (_, entry) => entry);
    const isSorted = order.every((entry, i) => i === 0 || compare(entry - 1, entry) < 0);
    return isSorted ? order : order.sort(compare);
  }
}

/** Paths by number, their folders kept once. */
class Videos {
  readonly data: VideoData = { folders: [], folder: [], name: [] };
  readonly #numbers = new Map<string, number>();
  readonly #folders = new Map<string, number>();

  numberOf(path: string): number {
    const known = this.#numbers.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf('/') + 1;
    this.data.folder.push(numberIn(this.#folders, path.slice(0, cut), this.data.folders));
    this.data.name.push(path.slice(cut));
    this.#numbers.set(path, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  pathOf(number: number): string {
    return at(this.data.folders, at(this.data.folder, number)) + at(this.data.name, number);
  }
}

class Labels {
  readonly data: LabelData = { name: [], set: [], sets: [] };
  readonly #numbers = new Map<string, number>();
  readonly #sets = new Map<string, number>();

  numberOf(set: string | undefined, label: string): number {
    const setNumber = set === undefined ? -1 : numberIn(this.#sets, set, this.data.sets);
    const key = `${setNumber}:${label}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.data.name.push(label);
    this.data.set.push(setNumber);
    this.#numbers.set(key, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

function numberIn(numbers: Map<string, number>, name: string, names: string[]): number {
  const known = numbers.get(name);
  if (known !== undefined) return known;
  numbers.set(name, names.length);
  return names.push(name) - 1;
}

function shortNumber(value: number): number {
  return Number(value.toPrecision(PROBABILITY_DIGITS));
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function tooMany(what: string): XclipError {
  return new XclipError(`the results hold more than ${what}`, {
    code: 'TOO_MANY_ROWS',
    hint: 'report on parts of them, or write fewer labels with --top-k',
  });
}
