import { describe, expect, test } from 'vitest';
import {
  applyPrompt,
  checkPrompt,
  promptSetting,
  promptTemplates,
} from '../../../../src/cli/flags/labels/prompts.js';
import { PROMPT_SETS } from '../../../../src/cli/flags/labels/prompt-sets.js';

const templates = (prompt?: string[], set?: 'kinetics' | 'ucf' | 'plain'): readonly string[] =>
  promptTemplates({ prompt, 'prompt-set': set });

test('without flags the label alone is read', () => {
  expect(templates()).toEqual(['{}']);
});

test('one template is set down as it was when there could be no more', () => {
  expect(promptSetting(templates())).toBe('{}');
  expect(promptSetting(templates(['a video of {}']))).toBe('a video of {}');
  expect(promptSetting(templates(undefined, 'plain'))).toBe('{}');
  expect(promptSetting(templates(['a {}', 'b {}']))).toEqual(['a {}', 'b {}']);
});

test('they stand around the label, whatever it holds', () => {
  expect(applyPrompt('a video of {}, {}', 'a $& cat')).toBe('a video of a $& cat, a $& cat');
  expect(checkPrompt('{}')).toBe('{}');
});

test.each([
  { name: 'no place for the label', prompt: ['a video'], code: 'BAD_PROMPT' },
  { name: 'no place in the second', prompt: ['{}', ''], code: 'BAD_PROMPT' },
  { name: 'a template twice', prompt: ['a {}', '{}', 'a {}'], code: 'DUPLICATE_PROMPT' },
  { name: 'templates beside a set', prompt: ['{}'], set: 'ucf' as const, code: 'CONTRADICTION' },
  {
    name: 'a thousand and one',
    prompt: Array.from({ length: 1001 }, (_, i) => `{} ${i}`),
    code: 'BAD_PROMPT',
  },
])('$name is refused', ({ prompt, set, code }) => {
  expect(() => templates(prompt, set)).toThrow(expect.objectContaining({ code, exitCode: 2 }));
});

describe("CLIP's lists", () => {
  // From data/prompts.md of openai/CLIP: counted there, and compared at both ends and in the middle.
  test('Kinetics700 has 28', () => {
    const { kinetics } = PROMPT_SETS;
    expect(new Set(kinetics).size).toBe(28);
    expect(kinetics.slice(0, 3)).toEqual([
      'a photo of {}.',
      'a photo of a person {}.',
      'a photo of a person using {}.',
    ]);
    expect(kinetics[18]).toBe('a example of a person during {}.');
    expect(kinetics.at(-1)).toBe('a demonstration of a person practicing {}.');
  });

  test('UCF101 has 48', () => {
    const { ucf } = PROMPT_SETS;
    expect(new Set(ucf).size).toBe(48);
    expect(ucf.slice(0, 5)).toEqual([
      'a photo of a person {}.',
      'a video of a person {}.',
      'a example of a person {}.',
      'a demonstration of a person {}.',
      'a photo of the person {}.',
    ]);
    expect(ucf[29]).toBe('a video of the person during {}.');
    expect(ucf.at(-1)).toBe('a demonstration of the person practicing {}.');
  });
});
