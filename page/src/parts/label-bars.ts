import { el, foreign } from '../dom.js';
import { formatProbability } from '../format.js';
import type { LabelColours } from '../label-colours.js';
import type { Entry, Rows } from '../rows.js';

/** Labels with their probabilities as bars. */
export function labelBars(rows: Rows, entries: readonly Entry[], colours: LabelColours): HTMLElement {
  const items = entries.map(({ label, probability }) => {
    const fill = el('i', { class: 'bar-fill' });
    fill.style.width = `${Math.max(0, Math.min(1, probability)) * 100}%`;
    fill.style.background = `var(--${colours.of(label)})`;
    return el(
      'li',
      {},
      foreign(rows.labelText(label), 'bar-name'),
      el('span', { class: 'bar', 'aria-hidden': 'true' }, fill),
      el('span', { class: 'bar-value' }, formatProbability(probability)),
    );
  });
  return el('ol', { class: 'bars' }, ...items);
}

/** A coloured dot, for a legend. */
export function dot(colour: string): HTMLElement {
  const made = el('i', { class: 'dot', 'aria-hidden': 'true' });
  made.style.background = `var(--${colour})`;
  return made;
}
