import { expect, test } from 'vitest';
import {
  DEFAULT_MODEL,
  KNOWN_MODELS,
  nearestKnownModel,
  ZERO_SHOT_MODEL,
} from '../../src/hub/known-models.js';

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
  ['large-patch14', 8, 224, 658],
])('%s: %i frames of %i pixels, %s GFLOPs', (name, frames, imageSize, gflopsPerClip) => {
  const id = `microsoft/xclip-${name}`;
  expect(KNOWN_MODELS.find((model) => model.id === id)).toMatchObject({
    id,
    frames,
    imageSize,
    gflopsPerClip,
  });
});

test.each([
  ['microsft/xclip-base-patch32', 'microsoft/xclip-base-patch32'],
  ['XCLIP-large-patch-14', 'microsoft/xclip-large-patch14'],
  ['x/xclip-base-patch16-zeroshot', 'microsoft/xclip-base-patch16-zero-shot'],
])('%s is nearest to %s', (typed, id) => {
  expect(nearestKnownModel(typed)).toBe(id);
});

test('what each was trained on, as its name says it', () => {
  for (const { id, trainedOn, shots, accuracy, suits } of KNOWN_MODELS) {
    const expected = id.includes('hmdb') ? 'HMDB-51' : id.includes('ucf') ? 'UCF-101' : 'Kinetics-';
    expect(trainedOn).toContain(id.includes('kinetics-600') ? 'Kinetics-600' : expected);
    expect(id.includes('-shot') && !id.includes('zero')).toBe(shots !== undefined);
    expect(accuracy.length).toBe(suits === 'open labels' ? 3 : 1);
  }
  expect(KNOWN_MODELS.filter(({ suits }) => suits === 'open labels').map(({ id }) => id)).toEqual([
    ZERO_SHOT_MODEL,
  ]);
});
