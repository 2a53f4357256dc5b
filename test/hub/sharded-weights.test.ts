import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failureOf, HubFixture, noise } from './hub-fixture.js';

const hub = new HubFixture();
beforeEach(() => hub.start());
afterEach(() => hub.stop());

describe('sharded weights', () => {
  const shards = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
  const setIndex = (names: unknown[]): void => {
    const weight_map = Object.fromEntries(names.map((name, index) => [`tensor.${index}`, name]));
    const content = Buffer.from(JSON.stringify({ metadata: {}, weight_map }));
    hub.server.files.delete('model.safetensors');
    hub.server.files.set('model.safetensors.index.json', { content, lfs: false });
  };

  test('are downloaded by their index', async () => {
    setIndex([...shards, ...shards]);
    for (const name of shards) hub.server.files.set(name, { content: noise(5000, name), lfs: true });
    const { folder } = await hub.resolve();
    for (const name of shards) expect(await readFile(join(folder, name))).toEqual(noise(5000, name));
    expect(hub.server.downloads.map(({ path }) => path).filter((path) => path.endsWith('.bin'))).toEqual([]);
    expect((await hub.resolve()).source).toBe('cache');
    await rm(join(folder, shards[1] ?? ''));
    expect((await failureOf(hub.resolve({ offline: true }))).message).toContain(`no ${shards[1] ?? ''}`);
  });

  test.each(['../../../evil.safetensors', '/etc/evil.safetensors', 'a\\..\\evil.safetensors', 7])(
    'with the hostile name %s in the index are refused',
    async (name) => {
      setIndex([name]);
      hub.server.faults.listed = [{ type: 'file', path: name, size: 1, oid: 'a'.repeat(40) }];
      expect((await failureOf(hub.resolve())).code).toBe('BAD_SHARD_INDEX');
    },
  );

  test('that are not in the repository are named', async () => {
    setIndex(shards);
    expect(await failureOf(hub.resolve())).toMatchObject({
      code: 'CHECKPOINT_INCOMPLETE',
      message: `acme/xclip-test lacks ${shards[0] ?? ''}, which its model.safetensors.index.json names`,
    });
  });
});
