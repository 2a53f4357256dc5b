import { realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hubBlobsOf } from '../../dist/hub/hub-blobs.js';
import { hashWeights } from '../../dist/xclip/checkpoint/weights-hash.js';
import { tempFolder } from '../support/temp-folder.js';
import { HubFixture, WEIGHTS_ETAG, WEIGHTS_FILE } from './hub-fixture.js';

const hub = new HubFixture();
beforeEach(() => hub.start());
afterEach(() => hub.stop());

test('are those of the model in the cache, downloaded or found', async () => {
  const blobs = await realpath(join((await hub.resolve()).folder, '../../blobs'));
  for (const found of [await hub.resolve(), await hub.resolve({ refresh: true })]) {
    expect(await hubBlobsOf(found)).toBe(blobs);
    const weights = await realpath(join(found.folder, WEIGHTS_FILE));
    // Not read: its name vouches for what was downloaded.
    await writeFile(weights, '');
    expect(await hashWeights([weights], blobs)).toBe(WEIGHTS_ETAG);
  }
});

test('are found behind a cache that is a link', async () => {
  const link = join(tempFolder(), 'home');
  await symlink(hub.home, link);
  const found = await hub.resolve({ env: { ...hub.env, HF_HOME: link } });
  expect(found.folder.startsWith(link)).toBe(true);
  expect(await hubBlobsOf(found)).toBe(await realpath(join(hub.repo, 'blobs')));
});

test('are none for a folder, be it one of the cache, and for a bundled model', async () => {
  const { folder } = await hub.resolve();
  expect(await hubBlobsOf(await hub.resolve({ model: folder }))).toBeUndefined();
  expect(await hubBlobsOf(await hub.resolve({ model: 'tiny-shapes' }))).toBeUndefined();
});
