import { at } from '../../../src/at.js';
import { button, el, foreign } from '../dom.js';
import { formatProbability, formatSeconds, formatSpan } from '../format.js';
import type { LabelColours } from '../label-colours.js';
import type { Rows } from '../rows.js';
import type { Track } from '../tracks.js';
import { labelBars } from './label-bars.js';
import { player } from './player.js';
import { thumbnails } from './thumbnails.js';
import { timeline, type Timeline } from './timeline.js';

/** What the arrows of the dialog go through. */
export interface Walk {
  rows: ArrayLike<number>;
  place: number;
}

export interface Detail {
  element: HTMLDialogElement;
  open: (walk: Walk) => void;
}

/** One row, with all its frames and labels, the video's timeline, and the video itself. */
export function detail(rows: Rows, tracks: ReadonlyMap<number, Track>, colours: LabelColours): Detail {
  const title = el('h2', { id: 'detail-title' });
  const body = el('div', { class: 'detail-body' });
  const place = el('div', { class: 'detail-place' });
  let walk: Walk = { rows: [], place: 0 };
  let line: { timeline: Timeline; track: Track } | undefined;

  const move = (step: number): void => {
    const next = walk.place + step;
    if (next >= 0 && next < walk.rows.length) show({ ...walk, place: next });
  };
  const previous = button({ 'aria-label': 'previous row', title: 'previous (K)' }, () => move(-1), '←');
  const next = button({ 'aria-label': 'next row', title: 'next (J)' }, () => move(1), '→');
  const close = button({ 'aria-label': 'close', title: 'close (Esc)' }, () => element.close(), '✕');
  const head = el('header', {}, title, el('nav', { 'aria-label': 'rows' }, previous, next, close));
  const element = el('dialog', { class: 'detail', 'aria-labelledby': 'detail-title' }, head, place, body);
  element.addEventListener('close', () => {
    body.replaceChildren();
    place.replaceChildren();
    line?.timeline.close();
    line = undefined;
  });
  element.addEventListener('keydown', ({ key, target }) => {
    if (target instanceof HTMLElement && target.matches('input, select, video')) return;
    if (key === 'j') move(1);
    if (key === 'k') move(-1);
  });

  const show = (to: Walk): void => {
    walk = to;
    const row = at(walk.rows, walk.place);
    title.replaceChildren(foreign(rows.nameOf(rows.video(row))));
    previous.disabled = walk.place === 0;
    next.disabled = walk.place === walk.rows.length - 1;
    showTimeline(row);
    showRow(row);
  };

  /** One timeline stays as long as its video does, and with it what has the focus. */
  const showTimeline = (row: number): void => {
    const track = tracks.get(row);
    if (track !== line?.track) {
      line?.timeline.close();
      line = undefined;
      place.replaceChildren();
    }
    if (track === undefined) return;
    if (line === undefined) {
      const made = timeline(rows, track, colours, (chosen, seconds) => {
        const other = at(track.rows, chosen);
        if (other === at(walk.rows, walk.place)) showRow(other, seconds);
        else show({ rows: track.rows, place: chosen });
      });
      line = { timeline: made, track };
      place.replaceChildren(made.element);
    }
    line.timeline.show(track.rows.indexOf(row));
  };

  const showRow = (row: number, seconds = rows.start(row)): void => {
    const video = rows.video(row);
    const picture = rows.picture(row);
    const frames =
      picture === undefined
        ? el('p', { class: 'hint' }, `No pictures of this row. ${rows.data.picturesNote}`)
        : el('div', { class: 'frames' }, ...thumbnails(picture));
    const notes = rows.notesOf(row).map((note) => el('li', {}, foreign(note)));
    body.replaceChildren(
      el('p', { class: 'path' }, foreign(rows.pathOf(video))),
      el('p', { class: 'hint' }, where(rows, row), framesText(picture?.frames)),
      frames,
      rows.isSummary(row) ? summaryTable(rows, row) : labelBars(rows, rows.entries(row), colours),
      notes.length === 0 ? '' : el('ul', { class: 'notes', 'aria-label': 'notes' }, ...notes),
      player(rows.urlOf(video), seconds),
    );
  };

  return {
    element,
    open: (to) => {
      if (!element.open) element.showModal();
      show(to);
      (line?.timeline.element ?? close).focus();
    },
  };
}

function where(rows: Rows, row: number): string {
  const span = formatSpan(rows.start(row), rows.end(row));
  return rows.isSummary(row) ? `${rows.clip(row)} clips, ${span}` : `clip ${rows.clip(row)}, ${span}`;
}

function framesText(frames: readonly number[] | undefined): string {
  return frames === undefined ? '' : `, frames ${frames.join(', ')}`;
}

/** Of a video as a whole: means, peaks, and how long each label leads. */
function summaryTable(rows: Rows, row: number): HTMLElement {
  const { peak, peakStart, segments } = rows.data.entries;
  const body = rows.entries(row).map(({ label, probability, index }) => {
    const times = segments[index] ?? [];
    const seconds = times.reduce((sum, time, i) => sum + (i % 2 === 0 ? -time : time), 0);
    return el(
      'tr',
      {},
      el('th', { scope: 'row' }, foreign(rows.labelText(label))),
      el('td', {}, formatProbability(probability)),
      el('td', {}, `${formatProbability(at(peak, index))} at ${formatSeconds(at(peakStart, index))}`),
      el('td', {}, times.length === 0 ? '–' : `${formatSeconds(seconds)} in ${times.length >> 1}`),
    );
  });
  const head = ['label', 'mean', 'highest', 'leads'].map((name) => el('th', { scope: 'col' }, name));
  return el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...body));
}
