import { UsageError } from '../../../errors.js';
import type { LabelText } from '../../../xclip/text/average-features.js';
import type { LabelSet } from '../read-labels.js';
import { applyPrompt } from './prompts.js';

/** Their tokens and features wait in memory together; encoding so many takes hours. */
const MOST_TEXTS = 1_000_000;

/**
 * What the model reads for each label: the label inside each template, or the prompts that a table gives it, in which {}
 * is the label, too, and around which no template stands.
 * @param readAs what of a label is read
 * @throws UsageError TOO_MANY_PROMPTS
 */
export function labelTexts(
  { labels, prompts }: Pick<LabelSet, 'labels' | 'prompts'>,
  templates: readonly string[],
  readAs: (label: string) => string = (label) => label,
): LabelText[] {
  let count = 0;
  return labels.map((label) => {
    const name = readAs(label);
    const inTemplates = (): string[] => templates.map((template) => applyPrompt(template, name));
    const texts = (prompts?.get(label) ?? ['']).flatMap((prompt) =>
      prompt === '' ? inTemplates() : [applyPrompt(prompt, name)],
    );
    count += texts.length;
    if (count > MOST_TEXTS) throw tooMany(labels.length, templates.length);
    const [only, ...others] = texts;
    return only !== undefined && others.length === 0 ? only : texts;
  });
}

function tooMany(labelCount: number, templateCount: number): UsageError {
  return new UsageError(
    `${labelCount} labels in ${templateCount} prompts are more than ${MOST_TEXTS} texts to encode`,
    { code: 'TOO_MANY_PROMPTS', hint: 'give fewer labels, or fewer prompts' },
  );
}
