import type { PageData, SourceData } from '../../../src/report/page-data.js';
import { el, foreign, section } from '../dom.js';
import { formatCount } from '../format.js';

const KINDS: Readonly<Record<SourceData['kind'], string>> = {
  clips: 'a row a clip',
  videos: 'a row a video',
  eval: 'an evaluation',
};

/** How the results were made, a part a file. */
export function settingsPart({ sources, tool, madeAt }: PageData): HTMLElement {
  return section(
    'settings',
    'How it was made',
    el('p', { class: 'hint' }, `This page: ${tool}, ${madeAt.slice(0, 16).replace('T', ' ')} UTC.`),
    ...sources.map((source) => sourcePart(source, sources.length === 1)),
  );
}

function sourcePart(source: SourceData, isOpen: boolean): HTMLElement {
  const { path, kind, rows, failures, notes, run } = source;
  const facts: [string, unknown][] = [
    ['what', KINDS[kind]],
    ...(kind === 'eval' ? [] : ([['rows', formatCount(rows)]] as [string, unknown][])),
    ['failures', formatCount(failures)],
    ...(run === null
      ? [['run', 'its account (.run.json) is not beside it'] as [string, unknown]]
      : flatten(run)),
  ];
  const list = facts.flatMap(([name, value]) => [
    el('dt', {}, foreign(name)),
    el('dd', {}, foreign(typeof value === 'string' ? value : JSON.stringify(value))),
  ]);
  return el(
    'details',
    { open: isOpen, class: 'source' },
    el('summary', {}, foreign(path)),
    ...notes.map((note) => el('p', { class: 'warning' }, foreign(note))),
    el('dl', { class: 'facts' }, ...list),
  );
}

/** Members of members by their whole names: `settings.seed`. */
function flatten(run: Record<string, unknown>): [string, unknown][] {
  return Object.entries(run).flatMap(([name, value]): [string, unknown][] => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[name, value]];
    return Object.entries(value).map(([inner, member]) => [`${name}.${inner}`, member]);
  });
}
