import { el } from '../dom.js';

/** Numbers with what they are. */
export function tiles(values: readonly (readonly [name: string, value: string])[]): HTMLElement {
  return el(
    'dl',
    { class: 'tiles' },
    ...values.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))),
  );
}
