import { at } from '../../../src/at.js';
import { button, el, foreign, section } from '../dom.js';
import { formatCount, formatProbability, formatSpan } from '../format.js';
import { Grid } from '../grid.js';
import type { LabelColours } from '../label-colours.js';
import { EVERYTHING, probabilityOf, selectRows, type Query, type SortKey } from '../query.js';
import type { Rows } from '../rows.js';
import { labelBars } from './label-bars.js';
import { queryForm } from './query-form.js';
import { thumbnails } from './thumbnails.js';

const ROW_PIXELS = 76;
const THUMBNAILS = 4;
const BARS = 3;

export interface ClipsTable {
  element: HTMLElement;
  /** Shows the rows that have a label. */
  showLabel: (label: number) => void;
}

/** All rows: searched, filtered, sorted. */
export function clipsTable(
  rows: Rows,
  colours: LabelColours,
  onOpen: (row: number, shown: Uint32Array, place: number) => void,
): ClipsTable {
  let query = EVERYTHING;
  let shown = selectRows(rows, query);
  const status = el('p', { class: 'status', role: 'status', 'aria-live': 'polite' });
  const sortButtons = new Map<SortKey, HTMLButtonElement>();
  const header = (key: SortKey, text: string): HTMLElement => {
    const made = button({ class: 'sort' }, () => sortBy(key), text);
    sortButtons.set(key, made);
    return made;
  };
  const grid = new Grid({
    id: 'clips-grid',
    label: 'clips',
    rowPixels: ROW_PIXELS,
    columns: [
      ...(rows.hasPictures ? [{ name: 'frames', width: 'minmax(0, 4.9fr)' }] : []),
      { name: 'video', width: 'minmax(0, 4fr)', header: header('video', 'video') },
      { name: 'time', width: 'minmax(0, 2fr)', header: header('start', 'time') },
      { name: 'labels', width: 'minmax(0, 6fr)', header: header('label', 'best label') },
      { name: 'probability', width: '6.5rem', header: header('probability', 'probability') },
    ],
    cells: (index) => cellsOf(at(shown, index)),
    onOpen: (index) => onOpen(at(shown, index), shown, index),
  });

  const cellsOf = (row: number): Node[] => {
    const picture = rows.picture(row);
    const strip = el(
      'div',
      { class: 'strip' },
      ...(picture === undefined ? [] : thumbnails(picture, THUMBNAILS)),
    );
    const video = rows.video(row);
    const wanted = probabilityOf(rows, row, query.label);
    return [
      ...(rows.hasPictures ? [strip] : []),
      el(
        'div',
        { class: 'video' },
        foreign(rows.nameOf(video), 'name'),
        foreign(rows.folderOf(video), 'folder'),
      ),
      el(
        'div',
        { class: 'time' },
        el('span', {}, formatSpan(rows.start(row), rows.end(row))),
        el(
          'span',
          { class: 'folder' },
          rows.isSummary(row) ? `${rows.clip(row)} clips` : `clip ${rows.clip(row)}`,
        ),
      ),
      labelBars(rows, rows.entries(row).slice(0, BARS), colours),
      el('span', { class: 'number' }, wanted === -Infinity ? '–' : formatProbability(wanted)),
    ];
  };

  const apply = (next: Query): void => {
    query = next;
    shown = selectRows(rows, query);
    grid.show(shown.length);
    const what = shown.length === rows.count ? '' : ` of ${formatCount(rows.count)}`;
    status.textContent = `${formatCount(shown.length)}${what} ${rows.count === 1 ? 'row' : 'rows'}`;
    for (const [key, made] of sortButtons) {
      const direction = query.sort !== key ? 'none' : query.isDescending ? 'descending' : 'ascending';
      made.closest('[role=columnheader]')?.setAttribute('aria-sort', direction);
    }
    form.show(query);
  };

  /** Up, down (or down, up), then as the results have it. */
  const sortBy = (key: SortKey): void => {
    const firstDescending = key === 'probability';
    if (query.sort !== key) apply({ ...query, sort: key, isDescending: firstDescending });
    else if (query.isDescending === firstDescending) apply({ ...query, isDescending: !firstDescending });
    else apply({ ...query, sort: 'results', isDescending: false });
  };

  const form = queryForm(rows, () => query, apply);
  const element = section('clips', 'Clips', form.element, status, grid.element);
  queueMicrotask(() => apply(query));
  return {
    element,
    showLabel: (label) => {
      apply({ ...query, label });
      element.scrollIntoView();
      grid.element.focus({ preventScroll: true });
    },
  };
}
