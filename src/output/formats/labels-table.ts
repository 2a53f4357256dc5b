import type { TagRecord } from '../../pipeline/rank/rank.js';
import type { OutputFormat, RowText, TextOptions } from './output-format.js';
import { columnLine, tableWidth, type Column } from './columns.js';
import { printable } from '../printable.js';

const PROBABILITY_WIDTH = 11;
const WIDTHS = { narrowest: 30, widest: 160 };
/** Paths are longer than labels. */
const VIDEO_SHARE = 0.55;

/** Records for people: a line a label, the video's name once. Columns have fixed widths, so that rows can stream. */
export const labelsTable: OutputFormat<'labels'> = {
  name: 'table',
  rows: 'labels',
  extensions: [],
  isResumable: false,
  text: tableText,
};

function tableText({ columns }: TextOptions): RowText<TagRecord> {
  const width = tableWidth(columns, WIDTHS);
  const videoWidth = Math.floor((width - PROBABILITY_WIDTH - 4) * VIDEO_SHARE);
  const layout: Column[] = [
    { width: videoWidth, keeps: 'end' },
    { width: width - PROBABILITY_WIDTH - 4 - videoWidth },
    { width: PROBABILITY_WIDTH, align: 'right' },
  ];
  const line = (...cells: string[]): string => `${columnLine(layout, cells)}\n`;
  return {
    header: line('video', 'label', 'probability') + '─'.repeat(width) + '\n',
    toText: (record) => {
      if (record.labels.length === 0) return line(nameOf(record), '–', '');
      return record.labels
        .map(({ set, label, probability }, i) =>
          line(
            i === 0 ? nameOf(record) : '',
            printable(set === undefined ? label : `${set}: ${label}`),
            percent(probability),
          ),
        )
        .join('');
    },
  };
}

/** With the time of a clip that is one of many. */
function nameOf({ video, clip, span }: TagRecord): string {
  const number = clip === 0 ? '' : ` #${clip}`;
  const time = span === undefined ? '' : ` ${span.startSeconds.toFixed(1)}–${span.endSeconds.toFixed(1)} s`;
  return printable(video) + number + time;
}

function percent(probability: number): string {
  return `${(100 * probability).toFixed(2)} %`;
}
