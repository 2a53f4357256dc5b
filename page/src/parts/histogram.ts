import { printable } from '../../../src/output/printable.js';
import { drawChart, shortLabel } from '../charts.js';
import { button, el, foreign, section } from '../dom.js';
import { formatCount, formatProbability } from '../format.js';
import { type countBest, LabelColours } from '../label-colours.js';
import type { Rows } from '../rows.js';
import { colour } from '../theme.js';

/** Bars that can still be told apart. */
const MOST_BARS = 20;
const BAR_PIXELS = 24;
/** Rows of a plain table. */
const MOST_TABLE_ROWS = 2000;

/** In how many clips each label is the best. A click on a bar filters the table below. */
export function histogram(
  rows: Rows,
  counts: ReturnType<typeof countBest>,
  colours: LabelColours,
  onLabel: (label: number) => void,
): HTMLElement {
  const found = counts.filter(({ count }) => count > 0);
  const shown = found.slice(0, MOST_BARS);
  const canvas = el('canvas', { role: 'img', 'aria-label': summaryOf(rows, found) });
  const box = el('div', { class: 'chart' }, canvas);
  box.style.height = `${shown.length * BAR_PIXELS + 40}px`;
  queueMicrotask(() =>
    drawChart(canvas, () => ({
      type: 'bar',
      data: {
        labels: shown.map(({ label }) => shortLabel(printable(rows.labelText(label)))),
        datasets: [
          {
            data: shown.map(({ count }) => count),
            backgroundColor: shown.map(({ label }) => colour(colours.of(label))),
            borderRadius: 3,
          },
        ],
      },
      options: {
        indexAxis: 'y',
        maintainAspectRatio: false,
        onClick: (_event, [bar]) => {
          const entry = bar === undefined ? undefined : shown[bar.index];
          if (entry !== undefined) onLabel(entry.label);
        },
        plugins: { tooltip: { callbacks: { label: ({ raw }) => `best label of ${String(raw)}` } } },
        scales: {
          x: { ticks: { precision: 0 } },
          y: { ticks: { autoSkip: false }, grid: { display: false } },
        },
      },
    })),
  );
  const note =
    found.length > MOST_BARS ? `the ${MOST_BARS} most frequent of ${formatCount(found.length)} labels` : '';
  return section(
    'labels',
    'Labels',
    el('p', { class: 'hint' }, 'How often each label is the best one. Choose one to see its clips. ', note),
    box,
    table(rows, counts, onLabel),
  );
}

function summaryOf(rows: Rows, found: ReturnType<typeof countBest>): string {
  const first = found.slice(0, 5).map(({ label, count }) => `${printable(rows.labelText(label))} ${count}`);
  return `Bar chart: how often each label is best. ${first.join(', ')}. The table below has all.`;
}

function table(
  rows: Rows,
  counts: ReturnType<typeof countBest>,
  onLabel: (label: number) => void,
): HTMLElement {
  const details = el('details', {}, el('summary', {}, `All ${formatCount(counts.length)} labels as a table`));
  // Made when it is first looked at: there may be thousands.
  details.addEventListener('toggle', () => details.append(makeTable(rows, counts, onLabel)), { once: true });
  return details;
}

function makeTable(
  rows: Rows,
  counts: ReturnType<typeof countBest>,
  onLabel: (label: number) => void,
): HTMLElement {
  const body = counts.slice(0, MOST_TABLE_ROWS).map(({ label, count, probabilities }) =>
    el(
      'tr',
      {},
      el(
        'th',
        { scope: 'row' },
        button({ class: 'link' }, () => onLabel(label), foreign(rows.labelText(label))),
      ),
      el('td', {}, formatCount(count)),
      el('td', {}, count === 0 ? '–' : formatProbability(probabilities / count)),
    ),
  );
  const head = ['label', 'best in', 'mean there'].map((name) => el('th', { scope: 'col' }, name));
  return el(
    'div',
    { class: 'table-box', tabindex: 0, role: 'region', 'aria-label': 'labels' },
    el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...body)),
  );
}
