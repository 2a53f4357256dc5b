import { at } from '../../src/at.js';
import type { PageData, PictureData } from '../../src/report/page-data.js';
import { el, foreign } from './dom.js';
import { formatCount } from './format.js';
import { countBest, LabelColours } from './label-colours.js';
import { clipsTable } from './parts/clips.js';
import { detail } from './parts/detail.js';
import { evaluationPart } from './parts/evaluation.js';
import { failuresPart } from './parts/failures.js';
import { histogram } from './parts/histogram.js';
import { settingsPart } from './parts/settings.js';
import { tiles } from './parts/tiles.js';
import { tracksList } from './parts/tracks-list.js';
import { Rows } from './rows.js';
import { themeButton } from './theme.js';
import { findTracks, type Track } from './tracks.js';

function read(id: string): unknown {
  return JSON.parse(document.getElementById(id)?.textContent ?? 'null');
}

const data = read('data') as PageData;
const pictures = new Map((read('pictures') as PictureData[]).map((picture) => [picture.row, picture]));
const rows = new Rows(data, pictures);
const counts = countBest(rows);
const colours = new LabelColours(counts);
const tracks = findTracks(rows);
const trackOfRow = new Map<number, Track>(
  tracks.flatMap((track) => track.rows.map((row) => [row, track] as const)),
);
const details = detail(rows, trackOfRow, colours);
const clips = clipsTable(rows, colours, (_row, shown, place) => details.open({ rows: shown, place }));

const parts = [
  rows.count === 0 ? undefined : histogram(rows, counts, colours, clips.showLabel),
  rows.count === 0 ? undefined : clips.element,
  tracks.length === 0
    ? undefined
    : tracksList(rows, tracks, colours, counts, (track, place) =>
        details.open({ rows: track.rows, place: Math.min(place, track.rows.length - 1) }),
      ),
  data.failures.video.length === 0 ? undefined : failuresPart(data),
  ...data.evaluations.map((evaluation, i) =>
    evaluationPart(evaluation, at(data.sources, evaluation.source).path, i),
  ),
  settingsPart(data),
].filter((part) => part !== undefined);

const links = parts.map((part) =>
  el('a', { href: `#${part.id}` }, part.querySelector('h2')?.textContent ?? ''),
);
const overview: [string, string][] =
  rows.count === 0 && data.failures.video.length === 0
    ? []
    : [
        ['rows', formatCount(rows.count)],
        ['videos', formatCount(data.videos.name.length)],
        ['labels', formatCount(data.labels.name.length)],
        ['failures', formatCount(data.failures.video.length)],
      ];
const warnings = data.sources.flatMap(({ path, notes }) =>
  notes.map((note) => el('p', { class: 'warning' }, foreign(path), `: ${note}`)),
);
document.body.append(
  el('a', { class: 'skip', href: '#main' }, 'Skip to the results'),
  el(
    'header',
    { class: 'page-head' },
    el('h1', {}, foreign(data.title)),
    el('nav', { 'aria-label': 'parts' }, ...links),
    themeButton(),
  ),
  el(
    'main',
    { id: 'main' },
    ...warnings,
    overview.length === 0 ? undefined : tiles(overview),
    data.picturesNote === '' ? undefined : el('p', { class: 'hint' }, `Pictures: ${data.picturesNote}.`),
    ...parts,
  ),
  details.element,
);
document.body.dataset.ready = 'true';
