import { at } from '../../../at.js';
import type { ClassSummary, EvaluationSummary } from '../../../pipeline/evaluate/evaluate.js';
import { printable } from '../../printable.js';
import { columnLine, tableWidth, type Column } from '../columns.js';
import type { OutputFormat, RowText, TextOptions } from '../output-format.js';
import type { EvaluationPart } from './part.js';

const WIDTHS = { narrowest: 40, widest: 120 };
const COUNT: Column = { width: 6, align: 'right' };
const SHARE: Column = { width: 7, align: 'right' };
/** Misses that people read. */
const MOST_MISSES = 20;

/** For people: the figures, the classes with the worst first, then some of the misses. */
export const evaluationTable: OutputFormat<'evaluation'> = {
  name: 'table',
  rows: 'evaluation',
  extensions: [],
  isResumable: true,
  text: tableText,
};

function tableText({ columns }: TextOptions): RowText<EvaluationPart> {
  const width = tableWidth(columns, WIDTHS);
  let misses = 0;
  return {
    header: '',
    toText: (part) => {
      if (part.part === 'summary') return `${figures(part.summary)}\n${classTable(part.summary, width)}`;
      if (part.part === 'end') return rest(misses - MOST_MISSES);
      misses += 1;
      if (misses > MOST_MISSES) return '';
      return (misses === 1 ? missHeader(width) : '') + missLine(part.miss, width);
    },
  };
}

function figures(summary: EvaluationSummary): string {
  const { videos, failed, top1, top5, meanClassAccuracy, ece } = summary;
  const lines = [
    ['videos', failed === 0 ? String(videos) : `${videos}, of which ${failed} could not be judged`],
    ['top-1', percent(top1)],
    ['top-5', percent(top5)],
    ['mean class accuracy', percent(meanClassAccuracy)],
    ['calibration error (ECE)', percent(ece)],
  ];
  return lines.map(([name = '', value = '']) => `${name.padEnd(25)}${value}\n`).join('');
}

/** Classes that were judged, the worst first; those that were not are counted. */
function classTable(summary: EvaluationSummary, width: number): string {
  const { classes, confusion } = summary;
  const [labelWidth, otherWidth] = twoColumns(width - COUNT.width - 2 * SHARE.width - 8);
  const columns = [{ width: labelWidth }, COUNT, SHARE, SHARE, { width: otherWidth }];
  const line = (...cells: string[]): string => `${columnLine(columns, cells)}\n`;
  const judged = classes
    .map((each, row) => ({ ...each, row }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => (a.top1 ?? 0) - (b.top1 ?? 0));
  const lines = judged.map((each) =>
    line(
      printable(each.label),
      String(each.count),
      percent(each.top1),
      percent(each.top5),
      mostTakenFor(each.row, classes, confusion),
    ),
  );
  const unseen = classes.length - judged.length;
  return [
    line('class', 'videos', 'top-1', 'top-5', 'most often taken for'),
    `${'─'.repeat(width)}\n`,
    ...lines,
    unseen === 0
      ? ''
      : `(${unseen} ${unseen === 1 ? 'label has' : 'labels have'} no video that was judged)\n`,
  ].join('');
}

function mostTakenFor(row: number, classes: readonly ClassSummary[], confusion: Uint32Array): string {
  const counts = confusion.subarray(row * classes.length, (row + 1) * classes.length);
  let [most, times] = [-1, 0];
  counts.forEach((count, column) => {
    if (column !== row && count > times) [most, times] = [column, count];
  });
  return times === 0 ? '' : `${printable(at(classes, most).label)} (${times})`;
}

function missHeader(width: number): string {
  return `\n${columnLine(missColumns(width), ['missed', 'is', 'was taken for'])}\n${'─'.repeat(width)}\n`;
}

function missLine(
  {
    video,
    label,
    predicted,
    probability,
  }: { video: string; label: string; predicted: string; probability: number },
  width: number,
): string {
  const cells = [printable(video), printable(label), printable(predicted), percent(probability)];
  return `${columnLine(missColumns(width), cells)}\n`;
}

function missColumns(width: number): Column[] {
  const [both, video] = twoColumns(width - SHARE.width - 6);
  const label = Math.floor(both / 2);
  return [{ width: video, keeps: 'end' }, { width: label }, { width: both - label }, SHARE];
}

/** Three fifths and the rest. */
function twoColumns(width: number): [number, number] {
  const first = Math.floor(width * 0.6);
  return [first, width - first];
}

function rest(more: number): string {
  return more > 0 ? `and ${more} more: -o FILE.json lists them all\n` : '';
}

function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${(100 * share).toFixed(1)} %`;
}
