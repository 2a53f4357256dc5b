import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { checkRevision, parseModelReference } from '../../dist/hub/model-reference.js';
import { resolveCheckpoint } from '../../dist/hub/resolve-checkpoint.js';
import { failureOf } from './hub-fixture.js';

test.each(['microsoft/xclip-base-patch32', 'a/b', 'Org_1/model.v2-x'])('%s is a Hub id', async (model) => {
  expect(await parseModelReference(model)).toEqual({ kind: 'hub' });
});

test.each([
  ['', 'BAD_MODEL_ID'],
  ['a/b/c', 'BAD_MODEL_ID'],
  ['a/...', 'BAD_MODEL_ID'],
  ['a/b..c', 'BAD_MODEL_ID'],
  ['a--b/c', 'BAD_MODEL_ID'],
  ['a/b.git', 'BAD_MODEL_ID'],
  ['a/b?x=1', 'BAD_MODEL_ID'],
  ['a/b%2e%2e', 'BAD_MODEL_ID'],
  ['a/b\nHost: evil', 'BAD_MODEL_ID'],
  [`a/${'b'.repeat(100)}`, 'BAD_MODEL_ID'],
  ['http://evil.example/a/b', 'BAD_MODEL_ID'],
  ['a/ b', 'BAD_MODEL_ID'],
  ['../a', 'BAD_MODEL_FOLDER'],
  ['/a/b', 'BAD_MODEL_FOLDER'],
  ['~/nowhere-at-all', 'BAD_MODEL_FOLDER'],
  ['C:\\models\\x', 'BAD_MODEL_FOLDER'],
  ['a\\b', 'BAD_MODEL_FOLDER'],
  ['xclip-base-patch16', 'MODEL_NOT_FOUND'],
])('%j is refused with %s', async (model, code) => {
  expect((await failureOf(parseModelReference(model))).code).toBe(code);
});

test('messages lead to the id that was meant', async () => {
  const hint = async (model: string): Promise<string> => (await failureOf(parseModelReference(model))).hint;
  expect(await hint('xclip-base-patch16')).toContain('microsoft/xclip-base-patch16; bundled: tiny-shapes');
  expect(await hint('https://huggingface.co/microsoft/xclip-large-patch14/tree/main')).toBe(
    'give the id alone: microsoft/xclip-large-patch14',
  );
});

test.each(['main', 'v1.0', 'refs/pr/3', '0'.repeat(40)])('%s is a revision', (revision) => {
  expect(() => checkRevision(revision)).not.toThrow();
});

test.each(['', '..', 'a/../b', '/a', 'a//b', 'a/./b', '-x', 'a b', 'a\\b', 'a?b'])(
  '%j is no revision',
  (revision) => {
    expect(() => checkRevision(revision)).toThrow('is not a revision');
  },
);

test('a bundled model is found by its name, wherever the package lies', async () => {
  const folder = resolve('models/tiny-shapes');
  expect(await parseModelReference('tiny-shapes')).toEqual({ kind: 'bundled', folder });
  if (existsSync(join(folder, 'config.json'))) {
    expect(await resolveCheckpoint({ model: 'tiny-shapes', offline: true })).toEqual({
      folder,
      id: 'tiny-shapes',
      revision: undefined,
      source: 'bundled',
    });
  } else {
    const failure = await failureOf(resolveCheckpoint({ model: 'tiny-shapes' }));
    expect(failure.code).toBe('BUNDLED_MODEL_MISSING');
  }
});
