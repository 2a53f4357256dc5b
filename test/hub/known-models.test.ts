import { expect, test } from 'vitest';
import { DEFAULT_MODEL, KNOWN_MODELS, nearestKnownModel } from '../../src/hub/known-models.js';

test('every published checkpoint is listed once, the default among them', () => {
  const ids = KNOWN_MODELS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(18);
  expect(ids).toContain(DEFAULT_MODEL);
});

test.each([
  ['base-patch32', 8, 224, 39],
  ['base-patch16', 8, 224, 145],
  ['base-patch16-zero-shot', 32, 224, 571],
  ['base-patch16-ucf-16-shot', 32, 224, 571],
  ['large-patch14-16-frames', 16, 336, 3086],
  ['large-patch14', 8, 224, undefined],
])('%s: %i frames of %i pixels, %s GFLOPs', (name, frames, imageSize, gflopsPerClip) => {
  const id = `microsoft/xclip-${name}`;
  expect(KNOWN_MODELS.find((model) => model.id === id)).toEqual({ id, frames, imageSize, gflopsPerClip });
});

test.each([
  ['microsft/xclip-base-patch32', 'microsoft/xclip-base-patch32'],
  ['XCLIP-large-patch-14', 'microsoft/xclip-large-patch14'],
  ['x/xclip-base-patch16-zeroshot', 'microsoft/xclip-base-patch16-zero-shot'],
])('%s is nearest to %s', (typed, id) => {
  expect(nearestKnownModel(typed)).toBe(id);
});
