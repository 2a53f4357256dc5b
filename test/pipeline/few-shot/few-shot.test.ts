import { describe, expect, test } from 'vitest';
import {
  adaptLogits,
  chooseStrength,
  DEFAULT_STRENGTH,
  leaveOneOut,
  type Example,
} from '../../../src/pipeline/few-shot/few-shot.js';

const example = (label: number, embed: number[], logits = [0, 0]): Example => ({
  label,
  embed: Float32Array.from(embed),
  logits: Float32Array.from(logits),
});

describe('adaptLogits', () => {
  test('adds alpha for an example in the same direction, less for others', () => {
    const logits = adaptLogits(example(0, [3, 0], [1, 2]), [example(0, [1, 0]), example(1, [0, 1])], {
      alpha: 10,
      beta: 2,
    });
    expect(logits[0]).toBeCloseTo(11, 5);
    expect(logits[1]).toBeCloseTo(2 + 10 * Math.exp(-2), 5);
  });

  test('takes the mean of a label’s examples, so that more of them do not weigh more', () => {
    const clip = example(0, [1, 0]);
    const strength = { alpha: 1, beta: 1 };
    const one = adaptLogits(clip, [example(0, [1, 1])], strength);
    const three = adaptLogits(clip, [example(0, [1, 1]), example(0, [2, 2]), example(0, [5, 5])], strength);
    expect(three[0]).toBeCloseTo(one[0] ?? NaN, 6);
  });

  test('leaves labels without examples, and all labels at alpha 0, as they are', () => {
    const clip = example(0, [1, 0], [0.5, 0.25]);
    expect(adaptLogits(clip, [example(0, [1, 0])], { alpha: 5, beta: 1 })[1]).toBe(0.25);
    expect(adaptLogits(clip, [example(0, [1, 0])], { alpha: 0, beta: 1 })).toEqual(clip.logits);
  });
});

describe('chooseStrength', () => {
  /** Two groups that their embeds tell apart, with logits that say the opposite, or the truth. */
  const groups = (logitsOf: (label: number) => number[]): Example[] =>
    [0, 1].flatMap((label) =>
      [0.1, 0.2, 0.3].map((angle) => example(label, label === 0 ? [1, angle] : [angle, 1], logitsOf(label))),
    );

  test('trusts the examples where the model is wrong', () => {
    const examples = groups((label) => (label === 0 ? [0, 3] : [3, 0]));
    expect(leaveOneOut(examples, { alpha: 0, beta: 1 }).right).toBe(0);
    const strength = chooseStrength(examples);
    expect(strength.alpha).toBeGreaterThan(0);
    expect(leaveOneOut(examples, strength).right).toBe(6);
  });

  test('lets the model be where its embeds say nothing', () => {
    const examples = groups((label) => (label === 0 ? [9, 0] : [0, 9])).map((one) => ({
      ...one,
      embed: Float32Array.of(1, 1),
    }));
    expect(chooseStrength(examples).alpha).toBe(0);
  });

  test('is the default with one example a label', () => {
    expect(chooseStrength([example(0, [1, 0]), example(1, [0, 1])])).toEqual(DEFAULT_STRENGTH);
  });
});
