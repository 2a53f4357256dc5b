import { describe, expect, test } from 'vitest';
import { nestedSets } from '../../../src/cli/flags/labels/hierarchy.js';
import { lastPart, nestedLabel, parentsOf } from '../../../src/pipeline/rank/label-tree.js';
import { rank } from '../../../src/pipeline/rank/rank.js';
import { softmax } from '../../../src/pipeline/rank/score-rules.js';

const clip = { video: 'a.mp4', clip: 0, startSeconds: 0, endSeconds: 1, frameIndices: [0, 1], notes: [] };
const LABELS = ['sport/ball/tennis', 'food/pasta', 'sport/ball/golf', 'sport/running', 'other'];

interface Summed {
  set?: string;
  label: string;
  probability: number;
  logit: number;
}

function ranked(logits: number[][], labels: string[], topK = Infinity): Summed[] {
  const sets = [{ name: undefined, size: labels.length, parents: parentsOf(labels) }];
  const views = logits.map((row) => Float32Array.from(row));
  return rank({ ...clip, logits: views }, { labels, sets, topK, threshold: 0 }).labels;
}

describe('parents', () => {
  test('have all that is below them, each before those inside it', () => {
    expect(parentsOf(LABELS)).toEqual([
      { label: 'sport', leaves: [0, 2, 3] },
      { label: 'sport/ball', leaves: [0, 2] },
      { label: 'food', leaves: [1] },
    ]);
  });

  test('on the list themselves count among their children', () => {
    expect(parentsOf(['a/b', 'a'])).toEqual([{ label: 'a', leaves: [0, 1] }]);
  });

  test('are none where nothing is nested', () => {
    expect(parentsOf(['a', 'b'])).toEqual([]);
  });
});

describe('a nested label', () => {
  test('loses the blanks around its parts, and is read by its last', () => {
    expect(nestedLabel(' sport / ball games/ tennis')).toBe('sport/ball games/tennis');
    expect(lastPart('sport/ball games/tennis')).toBe('tennis');
    expect(lastPart('tennis')).toBe('tennis');
  });

  test.each([
    { name: 'nothing before', label: '/a' },
    { name: 'nothing after', label: 'a/' },
    { name: 'nothing between', label: 'a//b' },
    { name: 'blanks alone between', label: 'a/ /b' },
    { name: 'a slash alone', label: '/' },
    { name: 'seventeen levels', label: Array(17).fill('a').join('/') },
    { name: 'a million slashes', label: '/'.repeat(1 << 20) },
  ])('is refused with $name', ({ label }) => {
    let caught: unknown;
    try {
      nestedLabel(label);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ code: 'BAD_HIERARCHY', exitCode: 2 });
    expect(String(caught).length).toBeLessThan(300);
  });
});

describe('sets of nested labels', () => {
  const set = (...labels: string[]) => ({ name: undefined, labels });

  test('keep their prompts', () => {
    const [nested] = nestedSets([{ ...set('a / b'), prompts: new Map([['a / b', ['x']]]) }], 'softmax');
    expect(nested?.labels).toEqual(['a/b']);
    expect(nested?.prompts?.get('a/b')).toEqual(['x']);
  });

  test.each([
    ['sigmoid, whose numbers do not add up', set('a/b'), 'sigmoid' as const, 'CONTRADICTION'],
    ['cosine', set('a/b'), 'cosine' as const, 'CONTRADICTION'],
    ['labels that are not nested', set('a', 'b'), 'softmax' as const, 'CONTRADICTION'],
    ['labels that are the same but for blanks', set('a/b', 'a / b'), 'softmax' as const, 'DUPLICATE_LABEL'],
  ])('are refused for %s', (_, sets, scores, code) => {
    expect(() => nestedSets([sets], scores)).toThrow(expect.objectContaining({ code, exitCode: 2 }));
  });
});

describe('rank', () => {
  const logits = [1, 2, 3, 0, 1.5];
  const shares = softmax(Float32Array.from(logits));
  const share = (...leaves: number[]): number => leaves.reduce((sum, leaf) => sum + (shares[leaf] ?? NaN), 0);

  test('sums up what is below a parent, and leaves the labels as they were', () => {
    const probabilities = new Map(
      ranked([logits], LABELS).map(({ label, probability }) => [label, probability]),
    );
    expect(probabilities.get('sport')).toBeCloseTo(share(0, 2, 3), 12);
    expect(probabilities.get('sport/ball')).toBeCloseTo(share(0, 2), 12);
    LABELS.forEach((label, i) => expect(probabilities.get(label)).toBe(shares[i]));
  });

  test('gives parents the logit under which softmax gives their sum', () => {
    const byLabel = new Map(ranked([logits], LABELS).map((entry) => [entry.label, entry]));
    const roots = ['sport', 'food', 'other'].map((label) => byLabel.get(label));
    const again = softmax(Float32Array.from(roots, (entry) => entry?.logit ?? NaN));
    roots.forEach((entry, i) => expect(again[i]).toBeCloseTo(entry?.probability ?? NaN, 6));
  });

  test('puts the likeliest first, a parent of one child before that child, and cuts as ever', () => {
    const order = ranked([logits], LABELS).map(({ label }) => label);
    expect(order).toEqual([
      'sport',
      'sport/ball',
      'sport/ball/golf',
      'food',
      'food/pasta',
      'other',
      'sport/ball/tennis',
      'sport/running',
    ]);
    expect(ranked([logits], LABELS, 2).map(({ label }) => label)).toEqual(['sport', 'sport/ball']);
  });

  test('averages the views of a parent', () => {
    const other = softmax(Float32Array.of(0, 5, 0, 0, 0));
    const views = ranked([logits, [0, 5, 0, 0, 0]], LABELS);
    const sport = views.find(({ label }) => label === 'sport');
    expect(sport?.probability).toBeCloseTo(
      (share(0, 2, 3) + (other[0] ?? 0) + (other[2] ?? 0) + (other[3] ?? 0)) / 2,
      12,
    );
  });

  test('names a label once that is a parent, too', () => {
    const entries = ranked([[0, 0]], ['a', 'a/b']);
    expect(entries.map(({ label, probability }) => [label, probability])).toEqual([
      ['a', 1],
      ['a/b', 0.5],
    ]);
  });

  test('keeps sets apart', () => {
    const sets = ['x', 'y'].map((name) => ({ name, size: 2, parents: parentsOf(['a/b', 'a/c']) }));
    const labels = ['a/b', 'a/c', 'a/b', 'a/c'];
    const { labels: entries } = rank(
      { ...clip, logits: [Float32Array.of(0, 0, 9, 0)] },
      { labels, sets, topK: 9, threshold: 0 },
    );
    const roots = entries.filter(({ label }) => label === 'a');
    expect(roots.map(({ set }) => set)).toEqual(['x', 'y']);
    for (const { probability } of roots) expect(probability).toBeCloseTo(1, 12);
  });
});
