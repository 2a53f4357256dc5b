/**
 * The templates that zero-shot accuracies were published with. `kinetics` and `ucf` are CLIP's (Radford et al., "Learning
 * Transferable Visual Models From Natural Language Supervision", 2021), of the lists Kinetics700 and UCF101 in
 * https://github.com/openai/CLIP/blob/main/data/prompts.md, "a example" as it stands there. `plain` is X-CLIP's own: Ni et
 * al. (2022) give the model the names alone (`generate_text` of https://github.com/microsoft/VideoX/tree/master/X-CLIP).
 */
export const PROMPT_SET_NAMES = ['kinetics', 'ucf', 'plain'] as const;
export type PromptSetName = (typeof PROMPT_SET_NAMES)[number];

const MEDIA = ['a photo', 'a video', 'a example', 'a demonstration'];
const DOING = ['', 'using ', 'doing ', 'during ', 'performing ', 'practicing '];
const PERSONS = ['a person', 'the person'];

export const PROMPT_SETS: Readonly<Record<PromptSetName, readonly string[]>> = {
  kinetics: MEDIA.flatMap((medium) => [
    `${medium} of {}.`,
    ...DOING.map((doing) => `${medium} of a person ${doing}{}.`),
  ]),
  ucf: DOING.flatMap((doing) =>
    PERSONS.flatMap((person) => MEDIA.map((medium) => `${medium} of ${person} ${doing}{}.`)),
  ),
  plain: ['{}'],
};
