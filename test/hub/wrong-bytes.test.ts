import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failureOf, HubFixture, noise, WEIGHTS, WEIGHTS_ETAG, WEIGHTS_FILE } from './hub-fixture.js';
import { COMMIT } from './hub-server.js';

const hub = new HubFixture();
beforeEach(() => hub.start());
afterEach(() => hub.stop());

describe('bytes that are not the listed ones', () => {
  const expectNothing = async (code = 'HASH_MISMATCH'): Promise<void> => {
    const failure = await failureOf(hub.resolve());
    expect(failure).toMatchObject({ code, message: expect.stringContaining(WEIGHTS_FILE) as string });
    expect((await hub.blobs()).filter((name) => name.startsWith(WEIGHTS_ETAG))).toEqual([]);
    expect(await readdir(join(hub.repo, 'snapshots', COMMIT))).not.toContain(WEIGHTS_FILE);
    expect(await readdir(hub.repo)).not.toContain('refs');
  };

  test.each([
    ['of the right size', noise(300_000, 'other')],
    ['too many', Buffer.concat([WEIGHTS, WEIGHTS])],
    ['too few', WEIGHTS.subarray(0, 250_000)],
  ])('(%s) are removed and never in the cache', async (_, content) => {
    hub.server.faults.served = { file: WEIGHTS_FILE, content };
    await expectNothing();
    hub.server.faults = {};
    expect(await hub.isWhole(await hub.resolve())).toBe(true);
  });

  test('are noticed in small files too', async () => {
    hub.server.faults.served = { file: 'config.json', content: Buffer.from('{"model_type":"xclop"}') };
    expect((await failureOf(hub.resolve())).message).toContain('config.json of acme/xclip-test');
    expect(await hub.blobs()).toEqual([]);
  });

  test('left by an earlier run are replaced', async () => {
    hub.server.faults.cut = { file: WEIGHTS_FILE, afterBytes: 1, times: 1 };
    await failureOf(hub.resolve({ retryDelaysMs: [] }));
    for (const left of [noise(1000, 'junk'), noise(400_000, 'too much'), noise(300_000, 'all wrong')]) {
      await writeFile(join(hub.repo, 'blobs', `${WEIGHTS_ETAG}.incomplete`), left);
      expect(await hub.isWhole(await hub.resolve({ env: { ...hub.env } }))).toBe(true);
      await writeFile(join(hub.repo, 'blobs', WEIGHTS_ETAG), '');
      await writeFile(join(hub.repo, 'refs', 'main'), '');
    }
  });
});
