import type { VideoSummary } from '../../../pipeline/rank/sum-up-videos.js';
import { printable } from '../../printable.js';
import { columnLine, tableWidth, type Column } from '../columns.js';
import type { OutputFormat, RowText, TextOptions } from '../output-format.js';

const NUMBER_WIDTH = 9;
const LEADS_WIDTH = 10;
const GAPS = 8;
const WIDTHS = { narrowest: 50, widest: 160 };
const VIDEO_SHARE = 0.5;
/** Of the video's column: in less, the number of clips would leave nothing of the name. */
const ROOM_FOR_COUNT = 20;

/** Videos for people: a line a label, the video's name once; `leads` is how long a label was the best. */
export const summariesTable: OutputFormat<'summaries'> = {
  name: 'table',
  rows: 'summaries',
  extensions: [],
  isResumable: false,
  text: tableText,
};

function tableText({ columns }: TextOptions): RowText<VideoSummary> {
  const width = tableWidth(columns, WIDTHS);
  const textWidth = width - 2 * NUMBER_WIDTH - LEADS_WIDTH - GAPS;
  const videoWidth = Math.floor(textWidth * VIDEO_SHARE);
  const layout: Column[] = [
    { width: videoWidth, keeps: 'end' },
    { width: textWidth - videoWidth },
    ...[NUMBER_WIDTH, NUMBER_WIDTH, LEADS_WIDTH].map((number) => ({
      width: number,
      align: 'right' as const,
    })),
  ];
  const line = (...cells: string[]): string => `${columnLine(layout, cells)}\n`;
  return {
    header: line('video', 'label', 'mean', 'largest', 'leads') + '─'.repeat(width) + '\n',
    toText: ({ video, clips, labels }) => {
      const count = videoWidth < ROOM_FOR_COUNT ? '' : ` (${clips} ${clips === 1 ? 'clip' : 'clips'})`;
      const name = printable(video) + count;
      if (labels.length === 0) return line(name, '–', '', '', '');
      return labels
        .map(({ set, label, meanProbability, maxProbability, segments }, i) => {
          const leads = segments.reduce((sum, span) => sum + span.endSeconds - span.startSeconds, 0);
          return line(
            i === 0 ? name : '',
            printable(set === undefined ? label : `${set}: ${label}`),
            percent(meanProbability),
            percent(maxProbability),
            segments.length === 0 ? '–' : `${leads.toFixed(1)} s`,
          );
        })
        .join('');
    },
  };
}

function percent(probability: number): string {
  return `${(100 * probability).toFixed(2)} %`;
}
