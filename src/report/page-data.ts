/**
 * What a report's page is given, as it stands in it: columns instead of objects, since 50,000 clips of five labels
 * would take ten times as much room. `page/` reads it; nothing here needs more than types.
 */

/** A file of results. */
export interface SourceData {
  /** as it was named on the command line */
  path: string;
  /** a row a clip, a row a video (`--per video`), or what `eval` found */
  kind: 'clips' | 'videos' | 'eval';
  rows: number;
  failures: number;
  /** what people should know: "its last line is cut short" */
  notes: string[];
  /** what `OUTPUT.run.json` says; null without one */
  run: Record<string, unknown> | null;
}

/** Videos by number. */
export interface VideoData {
  /** their folders, each once, as typed, with the slash at the end */
  folders: string[];
  /** number of its folder */
  folder: number[];
  name: string[];
}

/** One entry a row, in the order of the results. */
export interface RowData {
  source: number[];
  video: number[];
  /** number of the clip; of a row that stands for a video, how many clips it sums up */
  clip: number[];
  /** seconds */
  start: number[];
  end: number[];
  /** how many of the entries are this row's */
  entries: number[];
}

/** One entry a label of a row, best first in each set, row after row. */
export interface EntryData {
  label: number[];
  probability: number[];
  /** only where a source sums up videos: the largest probability, when that was, and where the label leads */
  peak: number[];
  peakStart: number[];
  /** start, end, start, end …, in seconds */
  segments: number[][];
}

export interface LabelData {
  name: string[];
  /** number of its set in `sets`; -1 without one */
  set: number[];
  sets: string[];
}

export interface FailureData {
  source: number[];
  video: string[];
  code: string[];
  message: string[];
}

export interface EvaluationData {
  source: number;
  videos: number;
  failed: number;
  top1: number;
  top5: number;
  meanClassAccuracy: number;
  ece: number | null;
  classes: { label: string[]; count: number[]; top1: (number | null)[]; top5: (number | null)[] };
  confusion: { labels: string[]; counts: number[][] } | null;
  misses: { video: string[]; label: string[]; predicted: string[]; probability: number[] };
}

/** The sampled frames of one row, side by side in one picture. */
export interface PictureData {
  row: number;
  /** numbers of the frames, as `frame_indices` counts them */
  frames: number[];
  /** of each frame */
  widthPixels: number;
  heightPixels: number;
  /** base64 */
  jpeg: string;
}

export interface PageData {
  title: string;
  tool: string;
  /** ISO 8601 */
  madeAt: string;
  /** what leads from the page to where the videos' relative paths begin: `../`, or a `file:` URL; with a slash at its end */
  rootUrl: string;
  sources: SourceData[];
  labels: LabelData;
  videos: VideoData;
  rows: RowData;
  entries: EntryData;
  /** the notes of rows that have some */
  rowNotes: { row: number[]; note: string[] };
  failures: FailureData;
  evaluations: EvaluationData[];
  /** why there are no more pictures, or none */
  picturesNote: string;
}
