import { expect, test } from 'vitest';
import { settingsThatDiffer } from '../../../src/output/journal/compare-settings.js';

const BEFORE = {
  seed: 0,
  labels: ['a', 'b', 'c'],
  frames: { resize: { shortestEdgePixels: 224 }, crop: null },
  prompt: '{}',
};

test.each([
  ['nothing', {}, []],
  ['a number', { seed: 1 }, ['seed was 0, is 1']],
  ['a text', { prompt: 'a video of {}' }, ['prompt was "{}", is "a video of {}"']],
  ['a label in the midst', { labels: ['a', 'x', 'b', 'c'] }, ['labels: number 2 was "b", is "x"']],
  ['a label more', { labels: ['a', 'b', 'c', 'd'] }, ['labels: number 4 was not set, is "d"']],
  ['the order of labels', { labels: ['b', 'a', 'c'] }, ['labels: number 1 was "a", is "b"']],
  [
    'something inside',
    { frames: { resize: { shortestEdgePixels: 256 }, crop: null } },
    ['frames.resize.shortestEdgePixels was 224, is 256'],
  ],
  ['a kind', { frames: [] }, ['frames was {"resize":{"shortestEdgePixels":224},"crop":null}, is []']],
  ['something new', { merge: true }, ['merge was not set, is true']],
  ['several', { seed: 1, prompt: 'x' }, ['seed was 0, is 1', 'prompt was "{}", is "x"']],
])('names %s', (_what, changes, expected) => {
  expect(settingsThatDiffer(BEFORE, { ...BEFORE, ...changes })).toEqual(expected);
});

test('cuts what is too long to be read', () => {
  const [line] = settingsThatDiffer({ prompt: 'x'.repeat(5000) }, { prompt: '' });
  expect(line?.length).toBeLessThan(120);
  const [named] = settingsThatDiffer({ ['x'.repeat(5000)]: 1 }, {});
  expect(named?.length).toBeLessThan(120);
});

test('answers to settings of a damaged journal', () => {
  const before = JSON.parse('{"toString":1,"__proto__":{"seed":0},"labels":["a"]}') as typeof BEFORE;
  expect(settingsThatDiffer(before, { labels: ['a'] })).toEqual([
    'toString was 1, is not set',
    '__proto__ was {"seed":0}, is not set',
  ]);
  const nested = JSON.parse(`{"labels":[${'['.repeat(20_000)}${']'.repeat(20_000)}]}`) as typeof BEFORE;
  const [line] = settingsThatDiffer(nested, { labels: ['a'] });
  // Up to Node 24 JSON.stringify overflows on it.
  expect(line).toMatch(/^labels: number 1 was (a value nested without end|\[{60}…), is "a"$/);
});
