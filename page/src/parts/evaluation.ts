import { at } from '../../../src/at.js';
import type { EvaluationData } from '../../../src/report/page-data.js';
import { el, foreign, section } from '../dom.js';
import { formatCount, formatProbability } from '../format.js';
import { Grid } from '../grid.js';
import { confusionTable } from './confusion.js';
import { tiles } from './tiles.js';

const ROW_PIXELS = 36;

/** What `eval` found: accuracies, the confusion matrix, each class, each miss. */
export function evaluationPart(evaluation: EvaluationData, path: string, number: number): HTMLElement {
  const { classes, confusion, misses } = evaluation;
  const percent = (value: number | null): string => (value === null ? '–' : formatProbability(value));
  const classGrid = new Grid({
    id: `classes-grid-${number}`,
    label: 'accuracy by class',
    rowPixels: ROW_PIXELS,
    columns: [
      { name: 'class', width: 'minmax(0, 4fr)' },
      { name: 'videos', width: '6rem' },
      { name: 'top 1', width: '6rem' },
      { name: 'top 5', width: '6rem' },
    ],
    cells: (index) => [
      foreign(at(classes.label, index), 'name'),
      el('span', { class: 'number' }, formatCount(at(classes.count, index))),
      el('span', { class: 'number' }, percent(at(classes.top1, index))),
      el('span', { class: 'number' }, percent(at(classes.top5, index))),
    ],
  });
  const missGrid = new Grid({
    id: `misses-grid-${number}`,
    label: 'misses',
    rowPixels: ROW_PIXELS,
    columns: [
      { name: 'video', width: 'minmax(0, 4fr)' },
      { name: 'is', width: 'minmax(0, 3fr)' },
      { name: 'was taken for', width: 'minmax(0, 3fr)' },
      { name: 'probability', width: '7rem' },
    ],
    cells: (index) => [
      foreign(at(misses.video, index), 'name'),
      foreign(at(misses.label, index), 'name'),
      foreign(at(misses.predicted, index), 'name'),
      el('span', { class: 'number' }, formatProbability(at(misses.probability, index))),
    ],
  });
  for (const grid of [classGrid, missGrid]) grid.element.classList.add('is-short');
  queueMicrotask(() => {
    classGrid.show(classes.label.length);
    missGrid.show(misses.video.length);
  });
  return section(
    `evaluation-${number}`,
    'Evaluation',
    el('p', { class: 'hint' }, foreign(path)),
    tiles([
      ['top 1', percent(evaluation.top1)],
      ['top 5', percent(evaluation.top5)],
      ['mean of classes', percent(evaluation.meanClassAccuracy)],
      ['calibration error', evaluation.ece === null ? '–' : evaluation.ece.toFixed(3)],
      ['videos', formatCount(evaluation.videos)],
      ['failed', formatCount(evaluation.failed)],
    ]),
    confusion === null ? undefined : confusionTable(confusion),
    el('h3', {}, 'By class'),
    classGrid.element,
    el('h3', {}, misses.video.length === 0 ? 'No misses' : `Misses (${formatCount(misses.video.length)})`),
    misses.video.length === 0 ? undefined : missGrid.element,
  );
}
