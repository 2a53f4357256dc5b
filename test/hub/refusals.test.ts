import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failureOf, HubFixture, WEIGHTS_ETAG, WEIGHTS_FILE } from './hub-fixture.js';

const hub = new HubFixture();
beforeEach(() => hub.start());
afterEach(() => hub.stop());

describe('what the Hub refuses', () => {
  const answer = (code: number, errorCode?: string, path = /^\/api/): void => {
    hub.server.faults.status = {
      code,
      path,
      times: 99,
      ...(errorCode === undefined ? {} : { errorCode }),
    };
  };

  test('401 and 403 say what to do about the token', async () => {
    answer(401);
    const failure = await failureOf(hub.resolve());
    expect(failure.code).toBe('HUB_UNAUTHORIZED');
    expect(failure.hint).toMatch(/^set HF_TOKEN.*or check the spelling/);
    expect(hub.server.requests).toHaveLength(1);
    answer(403, 'GatedRepo');
    const gated = await failureOf(hub.resolve({ env: { ...hub.env, HF_TOKEN: 'hf_x' } }));
    expect(gated.code).toBe('HUB_UNAUTHORIZED');
    expect(gated.hint).toMatch(/accept its terms.*check that HF_TOKEN/);
  });

  test('404 tells a misspelt id from a missing revision', async () => {
    const id = await failureOf(hub.resolve({ model: 'microsoft/xclip-base-patch23' }));
    expect(id.code).toBe('MODEL_NOT_FOUND');
    expect(id.hint).toContain('did you mean microsoft/xclip-base-patch32?');
    const revision = await failureOf(hub.resolve({ revision: 'v9' }));
    expect(revision).toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: 'acme/xclip-test has no revision "v9"',
    });
  });

  test('503 is retried, then reported', async () => {
    hub.server.faults.status = { code: 503, path: /^\/api/, times: 2 };
    expect(await hub.isWhole(await hub.resolve())).toBe(true);
    answer(503);
    const failure = await failureOf(
      hub.resolve({ refresh: true, env: { ...hub.env, HF_HOME: hub.home + '/b' } }),
    );
    expect(failure.code).toBe('HUB_UNAVAILABLE');
    expect(failure.message).toContain('HTTP 503');
    expect(failure.hint).toContain('tiny-shapes');
  });

  test('503 and an expired signature at the CDN are retried from the Hub', async () => {
    hub.server.faults.status = { code: 403, path: /^\/cdn/, times: 1 };
    expect(await hub.isWhole(await hub.resolve())).toBe(true);
  });

  test('a repository without weights says what is missing', async () => {
    for (const name of [WEIGHTS_FILE, 'pytorch_model.bin']) hub.server.files.delete(name);
    expect((await failureOf(hub.resolve())).message).toMatch(/cannot|can load: no model\.safetensors/);
  });

  test('a login page is not taken for the Hub', async () => {
    hub.server.faults.portal = true;
    expect((await failureOf(hub.resolve())).code).toBe('HUB_BAD_ANSWER');
  });

  test('hostile listings write nothing outside and nothing unasked', async () => {
    hub.server.faults.listed = [
      { type: 'file', path: '../../evil', size: 1, oid: 'a'.repeat(40) },
      { type: 'file', path: 'special_tokens_map.json', size: 1, oid: '../../../evil' },
      {
        type: 'file',
        path: 'special_tokens_map.json',
        size: 1,
        oid: 'x',
        lfs: { oid: '/etc/evil', size: 1 },
      },
    ];
    await hub.resolve();
    expect(hub.server.downloads).toHaveLength(5);
    expect((await readdir(hub.home)).sort()).toEqual(['hub']);
  });

  test('a model that cannot fit is not begun', async () => {
    hub.server.files.delete(WEIGHTS_FILE);
    hub.server.faults.listed = [
      {
        type: 'file',
        path: WEIGHTS_FILE,
        size: 9e15,
        oid: 'a'.repeat(40),
        lfs: { oid: WEIGHTS_ETAG, size: 9e15 },
      },
    ];
    const failure = await failureOf(hub.resolve());
    expect(failure.code).toBe('DISK_FULL');
    expect(failure.hint).toContain('HF_HOME');
    expect(hub.server.downloads).toEqual([]);
  });

  test('a cache that cannot be written is named', async () => {
    const file = join(hub.home, 'file');
    await writeFile(file, '');
    const failure = await failureOf(hub.resolve({ env: { ...hub.env, HF_HUB_CACHE: file } }));
    expect(failure.code).toBe('CACHE_NOT_WRITABLE');
    expect(failure.message).toContain(file);
  });
});

describe('without a network', () => {
  test('the error names the host and what works without it', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    const env = { ...hub.env, HF_ENDPOINT: `http://127.0.0.1:${port}` };
    const failure = await failureOf(hub.resolve({ env }));
    expect(failure.code).toBe('HUB_UNREACHABLE');
    expect(failure.message).toMatch(new RegExp(`^cannot reach 127.0.0.1:${port}: no network.*ECONNREFUSED`));
    expect(failure.hint).toMatch(/--model DIR.*--model tiny-shapes/);
  });

  test('--offline without a copy says so', async () => {
    const failure = await failureOf(hub.resolve({ offline: true }));
    expect(failure.code).toBe('MODEL_NOT_CACHED');
    expect(failure.message).toMatch(/^offline, and acme\/xclip-test at main is not in the cache/);
    expect(failure.hint).toContain('tiny-shapes');
    expect(hub.server.requests).toEqual([]);
  });
});

test('the token goes to the Hub and never to the host it redirects to', async () => {
  await writeFile(join(hub.home, 'token'), 'token-of-a-mirror\n');
  await hub.resolve();
  const sent = (host: string): (string | undefined)[] => [
    ...new Set(hub.server.requests.filter((one) => one.host === host).map((one) => one.authorization)),
  ];
  expect(sent('hub')).toEqual(['Bearer token-of-a-mirror']);
  expect(sent('cdn')).toEqual([undefined]);
});

test('nor does it follow a listing elsewhere', async () => {
  hub.server.faults.redirect = { path: /revision/, to: `${hub.server.cdnUrl}/steal` };
  await failureOf(hub.resolve({ env: { ...hub.env, HF_TOKEN: 'hf_secret' } }));
  expect(hub.server.requests.map((one) => [one.host, one.authorization])).toEqual([
    ['hub', 'Bearer hf_secret'],
    ['cdn', undefined],
  ]);
});

test.each([
  '/api/models/acme/xclip-test/revision/main',
  'file:///etc/passwd',
  'data:application/json,{}',
  '',
])('a redirect to "%s" ends in an error', async (to) => {
  hub.server.faults.redirect = { path: /revision/, to };
  expect((await failureOf(hub.resolve())).code).toBe('HUB_BAD_ANSWER');
  expect(hub.server.requests.length).toBeLessThan(10);
});
