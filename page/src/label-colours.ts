import { at } from '../../src/at.js';
import type { Rows } from './rows.js';

/** As many as can be told apart; the style sheet has them. */
const COLOURS = 10;

/** Names of colours by label: the most frequent have one of their own, the others share a grey. */
export class LabelColours {
  readonly #places = new Map<number, number>();

  constructor(counts: readonly { label: number; count: number }[]) {
    counts.slice(0, COLOURS).forEach(({ label }, place) => this.#places.set(label, place));
  }

  of(label: number): string {
    const place = this.#places.get(label);
    return place === undefined ? 'label-other' : `label-${place}`;
  }
}

/** How many rows each label is best in, of its set; most first. */
export function countBest(rows: Rows): { label: number; count: number; probabilities: number }[] {
  const { label: labels, probability } = rows.data.entries;
  const { set: sets, name } = rows.data.labels;
  const counts = new Float64Array(name.length);
  const sums = new Float64Array(name.length);
  for (let row = 0; row < rows.count; row++) {
    let set: number | undefined;
    for (let entry = at(rows.firstEntry, row); entry < at(rows.firstEntry, row + 1); entry++) {
      const label = at(labels, entry);
      if (set === at(sets, label)) continue;
      set = at(sets, label);
      counts[label] = at(counts, label) + 1;
      sums[label] = at(sums, label) + at(probability, entry);
    }
  }
  return Array.from(counts, (count, label) => ({ label, count, probabilities: at(sums, label) })).sort(
    (a, b) => b.count - a.count || a.label - b.label,
  );
}
