import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { getHFHubCachePath } from '@huggingface/hub';
import { afterEach, expect, test, vi } from 'vitest';
import { readHubSettings, readHubToken } from '../../src/hub/hub-settings.js';

afterEach(() => vi.unstubAllEnvs());

const CACHES = [
  {},
  { XDG_CACHE_HOME: '/xdg' },
  { XDG_CACHE_HOME: '/xdg', HF_HOME: '/home' },
  { HF_HOME: '/home', HUGGINGFACE_HUB_CACHE: '/old' },
  { HF_HOME: '/home', HUGGINGFACE_HUB_CACHE: '/old', HF_HUB_CACHE: '/cache' },
];

test.each(CACHES)('%j gives the cache that @huggingface/hub uses', (env) => {
  for (const name of ['XDG_CACHE_HOME', 'HF_HOME', 'HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE'])
    vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  expect(readHubSettings(env).cacheFolder).toBe(resolve(getHFHubCachePath()));
});

test('~ is the home folder, an empty variable is an unset one', () => {
  expect(readHubSettings({ HF_HOME: '~/hf', HF_HUB_CACHE: '' }).cacheFolder).toBe(
    join(homedir(), 'hf', 'hub'),
  );
});

test('HF_ENDPOINT loses its slash and must be an address', () => {
  expect(readHubSettings({}).endpoint).toBe('https://huggingface.co');
  expect(readHubSettings({ HF_ENDPOINT: 'https://hf-mirror.com/' }).endpoint).toBe('https://hf-mirror.com');
  for (const HF_ENDPOINT of ['hf-mirror.com', 'file:///etc']) {
    expect(() => readHubSettings({ HF_ENDPOINT })).toThrow('is not an http(s) address');
  }
});

test.each([
  ['1', true],
  ['true', true],
  ['yes', true],
  ['0', false],
  ['', false],
])('HF_HUB_OFFLINE=%s is %s', (HF_HUB_OFFLINE, offline) => {
  expect(readHubSettings({ HF_HUB_OFFLINE }).offline).toBe(offline);
});

test('the token comes from HF_TOKEN, else from the file in HF_HOME', async () => {
  const HF_HOME = await mkdtemp(join(tmpdir(), 'hf-'));
  expect(await readHubToken({ HF_HOME })).toBeUndefined();
  await writeFile(join(HF_HOME, 'token'), 'hf_file\n');
  expect(await readHubToken({ HF_HOME })).toBe('hf_file');
  expect(await readHubToken({ HF_HOME, HF_TOKEN: 'hf_env\n' })).toBe('hf_env');
  expect(await readHubToken({ HF_HOME, HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' })).toBeUndefined();
  expect(await readHubToken({ HF_TOKEN_PATH: join(HF_HOME, 'token') })).toBe('hf_file');
  await rm(HF_HOME, { recursive: true });
});
