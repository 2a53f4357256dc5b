/** Labels like a/b/c, whose parents sum up what is below them. Pure arithmetic. */
import { UsageError } from '../../errors.js';
import { shortened } from '../../quoted.js';

const SEPARATOR = '/';
/** Deeper than any taxonomy; a line of a million slashes would have a million parents. */
const MOST_LEVELS = 16;

/** A label that is none of the model's, but stands for those below it. */
export interface ParentLabel {
  label: string;
  /** places, in its set, of the labels below it, and of its own, if it is one of them as well */
  leaves: number[];
}

/**
 * A nested label with blanks taken from around its parts.
 * @throws UsageError BAD_HIERARCHY for an empty part, or too many
 */
export function nestedLabel(label: string): string {
  const parts = label.split(SEPARATOR).map((part) => part.trim());
  if (!parts.includes('') && parts.length <= MOST_LEVELS) return parts.join(SEPARATOR);
  const what = parts.includes('') ? 'an empty part' : `more than ${MOST_LEVELS} levels`;
  throw new UsageError(`the label "${shortened(label)}" has ${what}`, {
    code: 'BAD_HIERARCHY',
    hint: 'write it like sport/ball games/tennis, or leave --hierarchy out',
  });
}

/** What the model reads of a nested label: its last part. */
export function lastPart(label: string): string {
  return label.slice(label.lastIndexOf(SEPARATOR) + 1);
}

/** The parents of nested labels, each before those inside it, in the order of the labels. */
export function parentsOf(labels: readonly string[]): ParentLabel[] {
  const parents = new Map<string, ParentLabel>();
  for (const [place, label] of labels.entries()) {
    for (let end = label.indexOf(SEPARATOR); end >= 0; end = label.indexOf(SEPARATOR, end + 1)) {
      const name = label.slice(0, end);
      const known = parents.get(name);
      if (known === undefined) parents.set(name, { label: name, leaves: [place] });
      else known.leaves.push(place);
    }
  }
  // What is on the list itself counts among its own children.
  for (const [place, label] of labels.entries()) parents.get(label)?.leaves.push(place);
  return [...parents.values()];
}
