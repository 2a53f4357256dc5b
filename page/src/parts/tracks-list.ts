import { at } from '../../../src/at.js';
import { el, foreign, section } from '../dom.js';
import { formatCount, formatSeconds } from '../format.js';
import { Grid } from '../grid.js';
import type { LabelColours } from '../label-colours.js';
import type { Rows } from '../rows.js';
import { extent, type Track } from '../tracks.js';
import { dot } from './label-bars.js';

const ROW_PIXELS = 56;
/** A band is drawn in that many stripes: what is shorter would not be seen. */
const STRIPES = 600;
const MOST_LEGEND = 10;

/** Videos of several clips, each a band of its leading labels. */
export function tracksList(
  rows: Rows,
  tracks: readonly Track[],
  colours: LabelColours,
  legend: readonly { label: number }[],
  onOpen: (track: Track, place: number) => void,
): HTMLElement {
  const grid = new Grid({
    id: 'tracks-grid',
    label: 'long videos',
    rowPixels: ROW_PIXELS,
    columns: [
      { name: 'video', width: 'minmax(0, 2fr)' },
      { name: 'clips', width: '5rem' },
      { name: 'leading label over time', width: 'minmax(0, 6fr)' },
      { name: 'length', width: '6rem' },
    ],
    cells: (index) => {
      const track = at(tracks, index);
      const { start, end } = extent(track);
      const clips = track.rows.length === 1 ? rows.clip(at(track.rows, 0)) : track.rows.length;
      return [
        el(
          'div',
          { class: 'video' },
          foreign(rows.nameOf(track.video), 'name'),
          foreign(rows.folderOf(track.video), 'folder'),
        ),
        el('span', { class: 'number' }, formatCount(clips)),
        band(rows, track, colours),
        el('span', { class: 'number' }, formatSeconds(end - start)),
      ];
    },
    onOpen: (index) => onOpen(at(tracks, index), 0),
  });
  grid.element.classList.add('is-short');
  grid.element.addEventListener('click', (event) => openAt(event), { capture: true });
  const openAt = (event: MouseEvent): void => {
    const clicked = event.target instanceof Element ? event.target.closest('.band') : null;
    const index = Number(clicked?.closest('[aria-rowindex]')?.getAttribute('aria-rowindex')) - 2;
    if (clicked === null || !(index >= 0)) return;
    event.stopPropagation();
    const { left, width } = clicked.getBoundingClientRect();
    const track = at(tracks, index);
    const { start, end } = extent(track);
    const seconds = start + ((event.clientX - left) / width) * (end - start);
    grid.activate(index);
    onOpen(track, Math.max(0, track.spans.filter((span) => span.start <= seconds).length - 1));
  };
  queueMicrotask(() => grid.show(tracks.length));
  const names = legend
    .slice(0, MOST_LEGEND)
    .map(({ label }) => el('li', {}, dot(colours.of(label)), foreign(rows.labelText(label))));
  return section(
    'timelines',
    'Timelines',
    el('p', { class: 'hint' }, 'Videos of several clips. Choose a place to see its frames.'),
    el('ul', { class: 'legend', 'aria-label': 'colours' }, ...names),
    grid.element,
  );
}

/** A gradient with hard stops: one element, however many segments there are. */
function band(rows: Rows, track: Track, colours: LabelColours): HTMLElement {
  const { start, end } = extent(track);
  const stripes = new Array<number>(STRIPES).fill(-1);
  for (const segment of track.segments) {
    const from = Math.floor(((segment.start - start) / (end - start)) * STRIPES);
    const to = Math.ceil(((segment.end - start) / (end - start)) * STRIPES);
    stripes.fill(segment.label, from, Math.max(to, from + 1));
  }
  const stops: string[] = [];
  let first = 0;
  stripes.forEach((label, i) => {
    if (stripes[i + 1] === label && i + 1 < STRIPES) return;
    const fill = label === -1 ? 'transparent' : `var(--${colours.of(label)})`;
    stops.push(`${fill} ${(first / STRIPES) * 100}% ${((i + 1) / STRIPES) * 100}%`);
    first = i + 1;
  });
  const labels = [...new Set(track.segments.map(({ label }) => label))];
  const names = labels.slice(0, 5).map((label) => rows.labelText(label));
  const made = el('div', { class: 'band', role: 'img', 'aria-label': `led by ${names.join(', ')}` });
  made.style.backgroundImage = `linear-gradient(to right, ${stops.join(', ')})`;
  return made;
}
