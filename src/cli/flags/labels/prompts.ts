import { Flags, type Interfaces } from '@oclif/core';
import { UsageError } from '../../../errors.js';
import { shortened } from '../../../quoted.js';
import { PROMPT_SET_NAMES, PROMPT_SETS } from './prompt-sets.js';

/** More than these change nothing but the time that encoding takes. */
const MOST_TEMPLATES = 1000;

export const promptFlags = {
  prompt: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'TEMPLATE',
    description:
      'text around each label, as in "a video of {}" ({} if it is not given); of several, the mean',
    helpGroup: 'LABELS',
  }),
  'prompt-set': Flags.option({ options: PROMPT_SET_NAMES })({
    description:
      "the mean of CLIP's templates for Kinetics or UCF101; plain: the label alone, as X-CLIP's own",
    helpGroup: 'LABELS',
  }),
};

type PromptFlags = Pick<Interfaces.InferredFlags<typeof promptFlags>, 'prompt' | 'prompt-set'>;

/** @throws UsageError BAD_PROMPT, DUPLICATE_PROMPT, CONTRADICTION */
export function promptTemplates({ prompt, 'prompt-set': set }: PromptFlags): readonly string[] {
  if (set !== undefined && prompt !== undefined) {
    throw new UsageError('--prompt-set brings templates of its own, so --prompt has no place beside it', {
      code: 'CONTRADICTION',
      hint: 'leave one out',
    });
  }
  if (set !== undefined) return PROMPT_SETS[set];
  const templates = (prompt ?? ['{}']).map(checkPrompt);
  const twice = templates.find((template, i) => templates.indexOf(template) < i);
  if (twice !== undefined) {
    throw new UsageError(`--prompt "${shortened(twice)}" is given twice`, {
      code: 'DUPLICATE_PROMPT',
      hint: 'take one out: it would weigh double',
    });
  }
  if (templates.length <= MOST_TEMPLATES) return templates;
  throw new UsageError(`${templates.length} prompts are given, more than ${MOST_TEMPLATES}`, {
    code: 'BAD_PROMPT',
    hint: 'a few dozen say all that templates can',
  });
}

/** Templates as a run's settings say them: one as it was said when there could be no more. */
export function promptSetting(templates: readonly string[]): string | readonly string[] {
  const [only = '{}', ...others] = templates;
  return others.length === 0 ? only : templates;
}

/** The prompt around a label, as in "a video of {}". */
export function applyPrompt(template: string, label: string): string {
  return template.split('{}').join(label);
}

/** @throws UsageError BAD_PROMPT if it has no {} */
export function checkPrompt(template: string): string {
  if (template.includes('{}')) return template;
  throw new UsageError(`--prompt "${shortened(template)}" has no {} for the label`, {
    code: 'BAD_PROMPT',
    hint: 'write it like "a video of {}"',
  });
}
