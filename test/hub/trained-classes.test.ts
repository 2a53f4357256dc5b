import { expect, test } from 'vitest';
import { trainedClasses } from '../../src/hub/trained-classes.js';

test.each([
  ['tiny-shapes', 105, 'a red circle moving left'],
  ['microsoft/xclip-base-patch32', 400, 'zumba'],
  ['microsoft/xclip-large-patch14-kinetics-600', 600, 'zumba'],
])('%s tells %i classes apart, %s among them', (id, count, label) => {
  const classes = trainedClasses(id);
  expect(new Set(classes).size).toBe(count);
  expect(classes).toContain(label);
});

test.each([
  'microsoft/xclip-base-patch16-zero-shot',
  'microsoft/xclip-base-patch16-ucf-2-shot',
  './a-folder',
  '',
])('nothing is known of the classes of %s', (id) => {
  expect(trainedClasses(id)).toBeUndefined();
});
