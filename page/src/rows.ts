import { at } from '../../src/at.js';
import type { PageData, PictureData } from '../../src/report/page-data.js';

export interface Entry {
  label: number;
  probability: number;
  /** number in the columns of entries */
  index: number;
}

/** The rows of the page's data, each asked for by its number. */
export class Rows {
  readonly count: number;
  /** where each row's entries begin; one more than there are rows */
  readonly firstEntry: Uint32Array;

  constructor(
    readonly data: PageData,
    private readonly pictures: ReadonlyMap<number, PictureData>,
  ) {
    const { entries } = data.rows;
    this.count = entries.length;
    this.firstEntry = new Uint32Array(entries.length + 1);
    let total = 0;
    entries.forEach((count, row) => {
      total += count;
      this.firstEntry[row + 1] = total;
    });
  }

  entries(row: number): Entry[] {
    const first = at(this.firstEntry, row);
    const { label, probability } = this.data.entries;
    return Array.from({ length: at(this.data.rows.entries, row) }, (_, i) => ({
      label: at(label, first + i),
      probability: at(probability, first + i),
      index: first + i,
    }));
  }

  /** Number of the best label, of the first set; -1 where none was written. */
  bestLabel(row: number): number {
    return at(this.data.rows.entries, row) === 0 ? -1 : at(this.data.entries.label, at(this.firstEntry, row));
  }

  bestProbability(row: number): number {
    if (at(this.data.rows.entries, row) === 0) return -Infinity;
    return at(this.data.entries.probability, at(this.firstEntry, row));
  }

  video(row: number): number {
    return at(this.data.rows.video, row);
  }

  source(row: number): number {
    return at(this.data.rows.source, row);
  }

  start(row: number): number {
    return at(this.data.rows.start, row);
  }

  end(row: number): number {
    return at(this.data.rows.end, row);
  }

  clip(row: number): number {
    return at(this.data.rows.clip, row);
  }

  /** The row sums up a whole video. */
  isSummary(row: number): boolean {
    return at(this.data.sources, this.source(row)).kind === 'videos';
  }

  get hasPictures(): boolean {
    return this.pictures.size > 0;
  }

  picture(row: number): PictureData | undefined {
    return this.pictures.get(row);
  }

  folderOf(video: number): string {
    return at(this.data.videos.folders, at(this.data.videos.folder, video));
  }

  nameOf(video: number): string {
    return at(this.data.videos.name, video);
  }

  pathOf(video: number): string {
    return this.folderOf(video) + this.nameOf(video);
  }

  labelText(label: number): string {
    const { name, set, sets } = this.data.labels;
    const setNumber = at(set, label);
    return setNumber === -1 || sets.length < 2
      ? at(name, label)
      : `${at(sets, setNumber)}: ${at(name, label)}`;
  }

  notesOf(row: number): string[] {
    const { row: rowNumbers, note } = this.data.rowNotes;
    return note.filter((_, i) => rowNumbers[i] === row);
  }

  /** Where the video lies, as a link. */
  urlOf(video: number): string {
    return videoUrl(this.pathOf(video), this.data.rootUrl);
  }
}

/** No scheme of a name's own: the path is a path, whatever it looks like. */
export function videoUrl(path: string, rootUrl: string): string {
  const encode = (way: string): string => way.split('/').map(encodePart).join('/');
  if (/^[A-Za-z]:[\\/]/.test(path))
    return `file:///${path.slice(0, 2)}${encode(path.slice(2).replaceAll('\\', '/'))}`;
  return path.startsWith('/') ? `file://${encode(path)}` : rootUrl + encode(path);
}

/** A lone half of a surrogate pair, which no name on a disk has, cannot be encoded. */
function encodePart(part: string): string {
  try {
    return encodeURIComponent(part);
  } catch {
    return encodeURIComponent(part.replace(/[\ud800-\udfff]/g, '\ufffd'));
  }
}
