import { printable } from '../../../src/output/printable.js';
import { button, el } from '../dom.js';
import { formatCount } from '../format.js';
import { EVERYTHING, type Query } from '../query.js';
import type { Rows } from '../rows.js';

/** Keys come faster than tables are drawn. */
const TYPING_MS = 80;
/** More than that, nobody scrolls through; the search finds the others. */
const MOST_OPTIONS = 2000;

export interface QueryForm {
  element: HTMLElement;
  /** Puts a query that came from elsewhere into the fields. */
  show: (query: Query) => void;
}

/** Search words, a label, its least probability, and where results are of several files, which. */
export function queryForm(rows: Rows, current: () => Query, apply: (query: Query) => void): QueryForm {
  const search = el('input', {
    type: 'search',
    id: 'search',
    placeholder: 'video or label',
    spellcheck: 'false',
  });
  let timer: number | undefined;
  search.addEventListener('input', () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => apply({ ...current(), text: search.value }), TYPING_MS);
  });

  const labels = el('select', { id: 'label-filter' }, el('option', { value: '' }, 'any label'));
  const names = rows.data.labels.name
    .map((_, label) => ({ label, text: rows.labelText(label) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
  for (const { label, text } of names.slice(0, MOST_OPTIONS))
    labels.append(el('option', { value: label }, printable(text.slice(0, 100))));
  labels.addEventListener('change', () =>
    apply({ ...current(), label: labels.value === '' ? undefined : Number(labels.value) }),
  );

  const least = el('input', { type: 'range', id: 'least', min: 0, max: 100, step: 1, value: 0 });
  const leastText = el('output', { for: 'least' }, '0 %');
  least.addEventListener('input', () => apply({ ...current(), least: Number(least.value) / 100 }));

  const sources = sourceSelect(rows, current, apply);
  const clear = (): void => {
    // What was typed a moment ago is not to come back.
    window.clearTimeout(timer);
    search.value = '';
    apply(EVERYTHING);
  };
  const reset = button({ class: 'reset' }, clear, 'Reset');
  const element = el(
    'form',
    { class: 'query', role: 'search', 'aria-label': 'clips' },
    el('label', { class: 'grow' }, 'Search', search),
    el('label', {}, 'Label', labels),
    el('label', {}, 'At least', el('span', { class: 'range' }, least, leastText)),
    sources === undefined ? undefined : el('label', {}, 'Results', sources),
    reset,
  );
  element.addEventListener('submit', (event) => event.preventDefault());
  return {
    element,
    show: (query) => {
      if (document.activeElement !== search) search.value = query.text;
      labels.value = query.label === undefined ? '' : String(query.label);
      least.value = String(Math.round(query.least * 100));
      leastText.textContent = `${least.value} %`;
      if (sources !== undefined) sources.value = query.source === undefined ? '' : String(query.source);
    },
  };
}

function sourceSelect(
  rows: Rows,
  current: () => Query,
  apply: (query: Query) => void,
): HTMLSelectElement | undefined {
  const withRows = rows.data.sources
    .map((source, number) => ({ ...source, number }))
    .filter((one) => one.rows > 0);
  if (withRows.length < 2) return undefined;
  const select = el('select', { id: 'source-filter' }, el('option', { value: '' }, 'all files'));
  for (const { number, path, rows: count } of withRows)
    select.append(
      el('option', { value: number }, `${printable(path.slice(0, 100))} (${formatCount(count)})`),
    );
  select.addEventListener('change', () =>
    apply({ ...current(), source: select.value === '' ? undefined : Number(select.value) }),
  );
  return select;
}
