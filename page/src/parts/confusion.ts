import { at } from '../../../src/at.js';
import type { EvaluationData } from '../../../src/report/page-data.js';
import { el, foreign } from '../dom.js';
import { formatCount } from '../format.js';

/** Cells that a table takes without freezing, and that can still be read. */
const MOST_LABELS = 40;

type Confusion = NonNullable<EvaluationData['confusion']>;

/** Rows are the true labels. Of very many, those that are confused most. */
export function confusionTable(confusion: Confusion): HTMLElement {
  const { labels, counts } = confusion;
  const shown = mostConfused(confusion);
  const totals = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const head = shown.map((column) => el('th', { scope: 'col' }, el('div', {}, foreign(at(labels, column)))));
  const body = shown.map((row) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, foreign(at(labels, row))),
      ...shown.map((column) => cell(at(at(counts, row), column), at(totals, row), row === column)),
    ),
  );
  const note =
    shown.length < labels.length
      ? ` The ${shown.length} of ${formatCount(labels.length)} labels that are confused most.`
      : '';
  return el(
    'div',
    { class: 'table-box', tabindex: 0, role: 'region', 'aria-label': 'confusion matrix' },
    el(
      'table',
      { class: 'confusion' },
      el('caption', {}, `Rows: what it is. Columns: what it was taken for.${note}`),
      el('thead', {}, el('tr', {}, el('td', {}), ...head)),
      el('tbody', {}, ...body),
    ),
  );
}

/** Coloured by its part of the row: hits in one hue, misses in another. */
function cell(count: number, total: number, isHit: boolean): HTMLElement {
  const made = el(
    'td',
    { class: count === 0 ? 'is-zero' : isHit ? 'is-hit' : 'is-miss' },
    formatCount(count),
  );
  if (count > 0) made.style.setProperty('--part', `${Math.round((15 + 85 * (count / total)) * 0.8)}%`);
  return made;
}

function mostConfused({ labels, counts }: Confusion): number[] {
  const all = labels.map((_, i) => i);
  if (labels.length <= MOST_LABELS) return all;
  const misses = all.map((i) =>
    all.reduce((sum, j) => sum + (i === j ? 0 : at(at(counts, i), j) + at(at(counts, j), i)), 0),
  );
  return all
    .sort((a, b) => at(misses, b) - at(misses, a) || a - b)
    .slice(0, MOST_LABELS)
    .sort((a, b) => a - b);
}
