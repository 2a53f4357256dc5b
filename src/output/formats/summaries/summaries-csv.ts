import { stringify } from 'csv-stringify/sync';
import type { SummedLabel, VideoSummary } from '../../../pipeline/rank/sum-up-videos.js';
import { csvCell } from '../csv-cell.js';
import { wideRows } from '../labels-wide.js';
import { toDigits, toFraction, toMicroseconds } from '../numbers.js';
import type { OutputFormat, RowText, TextOptions } from '../output-format.js';
import { withRanks } from '../with-ranks.js';
import { segmentsText } from './segments-text.js';

const VIDEO_COLUMNS = ['video', 'clips', 'start_s', 'end_s'] as const;
const LABEL_COLUMNS = [
  'rank',
  'label',
  'mean_probability',
  'max_probability',
  'max_start_s',
  'max_end_s',
  'segments',
] as const;

/** One row a label of a video, best mean first; with a last column for the set, where sets have names. Or one a video. */
export const summariesCsv: OutputFormat<'summaries'> = {
  name: 'csv',
  rows: 'summaries',
  extensions: ['.csv'],
  isResumable: true,
  text: (options) => (options.wide === undefined ? longText(options) : wideText(options.wide, options)),
};

function longText({ hasSets = false, isSafe = false }: TextOptions): RowText<VideoSummary> {
  const cell = (text: string): string => csvCell(text, { isSafe });
  const columns = [...VIDEO_COLUMNS, ...LABEL_COLUMNS, ...(hasSets ? ['set'] : [])];
  return {
    header: `${columns.join(',')}\n`,
    toText: (summary) => {
      const videoCells = toVideoCells(summary, isSafe);
      return stringify(
        withRanks(summary.labels).map(({ set, rank, label, maxSpan, segments, ...scores }) => [
          ...videoCells,
          rank,
          cell(label),
          toFraction(toDigits(scores.meanProbability)),
          toFraction(toDigits(scores.maxProbability)),
          seconds(maxSpan.startSeconds),
          seconds(maxSpan.endSeconds),
          segmentsText(segments),
          ...(hasSets ? [cell(set ?? '')] : []),
        ]),
      );
    },
  };
}

/** Means in cells. */
function wideText(
  labels: NonNullable<TextOptions['wide']>,
  { isSafe = false }: TextOptions,
): RowText<VideoSummary> {
  return wideRows<SummedLabel, VideoSummary>(labels, {
    isSafe,
    columns: VIDEO_COLUMNS,
    toCells: (summary) => toVideoCells(summary, isSafe),
    scoreOf: ({ meanProbability }) => meanProbability,
  });
}

function toVideoCells(
  { video, clips, startSeconds, endSeconds }: VideoSummary,
  isSafe: boolean,
): (string | number)[] {
  return [csvCell(video, { isSafe }), clips, seconds(startSeconds), seconds(endSeconds)];
}

function seconds(value: number): string {
  return toFraction(toMicroseconds(value));
}
