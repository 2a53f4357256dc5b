import { UsageError } from '../../../errors.js';
import { nestedLabel } from '../../../pipeline/rank/label-tree.js';
import type { ScoreName } from '../../../pipeline/rank/score-rules.js';
import { shortened } from '../../../quoted.js';
import type { LabelSet } from '../read-labels.js';

/**
 * Sets whose labels are nested, with blanks taken from around their parts.
 * @throws UsageError BAD_HIERARCHY, DUPLICATE_LABEL, CONTRADICTION where nothing would be summed up
 */
export function nestedSets(sets: readonly LabelSet[], scores: ScoreName): LabelSet[] {
  if (scores !== 'softmax') {
    throw new UsageError(
      `--hierarchy is for --scores softmax: under ${scores}, labels do not share one whole`,
      {
        code: 'CONTRADICTION',
        hint: 'leave one out',
      },
    );
  }
  const nested = sets.map(({ name, labels, prompts }): LabelSet => {
    const own = prompts === undefined ? {} : { prompts: new Map(renamed(prompts)) };
    return { name, labels: distinct(labels.map(nestedLabel)), ...own };
  });
  if (nested.some(({ labels }) => labels.some((label) => label.includes('/')))) return nested;
  throw new UsageError('--hierarchy finds no label with a /', {
    code: 'CONTRADICTION',
    hint: 'write labels like sport/tennis, or leave it out',
  });
}

function renamed(prompts: NonNullable<LabelSet['prompts']>): [string, readonly string[]][] {
  return [...prompts].map(([label, texts]) => [nestedLabel(label), texts]);
}

/** Blanks may have been all that was different. */
function distinct(labels: string[]): string[] {
  const seen = new Set<string>();
  for (const label of labels) {
    if (seen.has(label)) {
      throw new UsageError(`the label "${shortened(label)}" stands twice but for blanks around its parts`, {
        code: 'DUPLICATE_LABEL',
        hint: 'take one out',
      });
    }
    seen.add(label);
  }
  return labels;
}
