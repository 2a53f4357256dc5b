import { at } from '../../../src/at.js';
import type { PageData } from '../../../src/report/page-data.js';
import { button, el, foreign, section } from '../dom.js';
import { formatCount } from '../format.js';
import { Grid } from '../grid.js';

const ROW_PIXELS = 44;

/** Videos that gave nothing, by the codes of docs/ERRORS.md. */
export function failuresPart({ failures, sources }: PageData): HTMLElement {
  const all = Uint32Array.from(failures.video, (_, i) => i);
  let shown = all;
  const grid = new Grid({
    id: 'failures-grid',
    label: 'failures',
    rowPixels: ROW_PIXELS,
    columns: [
      { name: 'video', width: 'minmax(0, 3fr)' },
      { name: 'code', width: 'minmax(0, 12rem)' },
      { name: 'what was wrong', width: 'minmax(0, 5fr)' },
    ],
    cells: (index) => {
      const failure = at(shown, index);
      return [
        foreign(at(failures.video, failure), 'name'),
        el('code', {}, foreign(at(failures.code, failure))),
        foreign(at(failures.message, failure), 'message'),
      ];
    },
  });
  grid.element.classList.add('is-short');
  const status = el('p', { class: 'status', role: 'status', 'aria-live': 'polite' });
  const buttons = new Map<string | undefined, HTMLButtonElement>();
  const show = (code: string | undefined): void => {
    shown = code === undefined ? all : all.filter((failure) => failures.code[failure] === code);
    grid.show(shown.length);
    status.textContent = `${formatCount(shown.length)} ${shown.length === 1 ? 'failure' : 'failures'}`;
    for (const [of, made] of buttons) made.setAttribute('aria-pressed', String(of === code));
  };
  const choice = (code: string | undefined, count: number): HTMLElement => {
    const made = button(
      { class: 'choice', 'aria-pressed': 'false' },
      () => show(code),
      code === undefined ? 'all' : foreign(code),
      el('span', { class: 'count' }, formatCount(count)),
    );
    buttons.set(code, made);
    return el('li', {}, made);
  };
  const codes = [...countOf(failures.code)].sort((a, b) => b[1] - a[1]);
  queueMicrotask(() => show(undefined));
  const files = sources.filter((source) => source.failures > 0).length;
  return section(
    'failures',
    'Failures',
    el(
      'p',
      { class: 'hint' },
      `Videos that could not be tagged, from ${files === 1 ? 'the errors file' : `${files} errors files`}.`,
    ),
    el(
      'ul',
      { class: 'choices', 'aria-label': 'codes' },
      choice(undefined, all.length),
      ...codes.map(([code, count]) => choice(code, count)),
    ),
    status,
    grid.element,
  );
}

function countOf(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
