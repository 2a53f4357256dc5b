import { UsageError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { badOption, shown } from '../arguments.js';

/** How many of all labels, in their order, make a set. */
interface SizedSet {
  name: string | undefined;
  size: number;
}

/** Labels, or several sets of them by name, whose labels compete with those of their own set alone. */
export type Labels = readonly string[] | Readonly<Record<string, readonly string[]>>;

/** @throws UsageError NO_LABELS, DUPLICATE_LABEL; XclipError BAD_OPTION for what are no labels */
export function labelSets(labels: unknown): { labels: string[]; sets: SizedSet[] } {
  if (labels === undefined || labels === null) throw noLabels('there are no labels');
  if (typeof labels !== 'object')
    throw badOption(`labels are ${shown(labels)}, but must be a list, or lists by name`);
  const named: [string | undefined, unknown][] = Array.isArray(labels)
    ? [[undefined, labels]]
    : Object.entries(labels);
  if (named.length === 0) throw noLabels('there are no labels');
  const sets = named.map(([name, list]) => ({ name, labels: requireLabels(list, name) }));
  return {
    labels: sets.flatMap((set) => set.labels),
    sets: sets.map((set) => ({ name: set.name, size: set.labels.length })),
  };
}

function requireLabels(list: unknown, name: string | undefined): string[] {
  const what = name === undefined ? 'labels' : `the labels of ${quoted(name)}`;
  if (!Array.isArray(list) || !list.every((label) => typeof label === 'string')) {
    throw badOption(`${what} must be a list of strings`);
  }
  const labels: string[] = list;
  if (labels.length === 0)
    throw noLabels(name === undefined ? 'there are no labels' : `${quoted(name)} has no labels`);
  const twice = labels.find((label, i) => labels.indexOf(label) !== i);
  if (twice === undefined) return labels;
  throw new UsageError(`the label ${quoted(twice)} stands twice`, {
    code: 'DUPLICATE_LABEL',
    hint: 'take one out',
  });
}

function noLabels(message: string): UsageError {
  return new UsageError(message, { code: 'NO_LABELS', hint: 'name some' });
}
