import type { ResultColumns } from '../result-columns.js';
import { numberOf, optionalText, segmentsOfList, textOf } from './fields.js';

/** Columns of tag's CSV and Parquet, a row a label of a clip, and of `--per video`, a row a label of a video. */
const SHARED = ['video', 'start_s', 'end_s', 'rank', 'label'] as const;
const OF_CLIPS = [...SHARED, 'clip', 'probability'] as const;
const OF_VIDEOS = [
  ...SHARED,
  'clips',
  'mean_probability',
  'max_probability',
  'max_start_s',
  'segments',
] as const;

export type LabelColumn = (typeof OF_CLIPS)[number] | (typeof OF_VIDEOS)[number] | 'set';
export const LABEL_COLUMNS: readonly LabelColumn[] = [
  ...new Set([...OF_CLIPS, ...OF_VIDEOS, 'set' as const]),
];

/** What columns a table has says what its rows are. @throws Error naming the first that is lacking */
export function kindOfColumns(columns: readonly string[]): 'clips' | 'videos' {
  const isOfVideos = columns.includes('mean_probability');
  const lacking = (isOfVideos ? OF_VIDEOS : OF_CLIPS).find((column) => !columns.includes(column));
  if (lacking !== undefined) throw new Error(`it has no column ${lacking}`);
  return isOfVideos ? 'videos' : 'clips';
}

/** Rows of labels, put together to rows of clips or videos wherever they stand: people sort tables. */
export class LabelRows {
  readonly #rows = new Map<string, number>();

  constructor(
    private readonly kind: 'clips' | 'videos',
    private readonly source: number,
    private readonly columns: ResultColumns,
  ) {}

  /** @throws Error naming the field */
  add(fields: Readonly<Record<string, unknown>>): void {
    const isOfVideo = this.kind === 'videos';
    const video = textOf(fields, 'video');
    const clip = numberOf(fields, isOfVideo ? 'clips' : 'clip');
    const key = `${clip}:${video}`;
    let row = this.#rows.get(key);
    if (row === undefined) {
      const [startSeconds, endSeconds] = [numberOf(fields, 'start_s'), numberOf(fields, 'end_s')];
      row = this.columns.addRow({ source: this.source, video, clip, startSeconds, endSeconds });
      this.#rows.set(key, row);
    }
    this.columns.addEntry(row, {
      set: optionalText(fields, 'set'),
      label: textOf(fields, 'label'),
      rank: numberOf(fields, 'rank'),
      probability: numberOf(fields, isOfVideo ? 'mean_probability' : 'probability'),
      summary: isOfVideo
        ? {
            peak: numberOf(fields, 'max_probability'),
            peakStartSeconds: numberOf(fields, 'max_start_s'),
            segments: Array.isArray(fields.segments)
              ? segmentsOfList(fields)
              : segmentsOf(textOf(fields, 'segments')),
          }
        : undefined,
    });
  }
}

/** `0.0-4.5;8.0-10.0`; a time may be below 0. */
function segmentsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(';').flatMap((part) => {
    const [, start, end] = /^(-?[\d.]+)-(-?[\d.]+)$/.exec(part) ?? [];
    if (start === undefined || end === undefined) throw new Error(`segments has "${part.slice(0, 40)}"`);
    return [Number(start), Number(end)];
  });
}
