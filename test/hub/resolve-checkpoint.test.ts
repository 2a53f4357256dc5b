import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resolveCheckpoint, type DownloadProgress } from '../../dist/hub/resolve-checkpoint.js';
import { failureOf, HubFixture, WEIGHTS } from './hub-fixture.js';
import { COMMIT, gitSha1, sha256 } from './hub-server.js';

const hub = new HubFixture();
beforeEach(() => hub.start());
afterEach(() => hub.stop());

describe('a Hub id', () => {
  test('is downloaded into the standard cache, byte for byte, and only what is needed', async () => {
    const seen: DownloadProgress[] = [];
    const found = await hub.resolve({ onProgress: (progress) => seen.push(progress) });
    expect(found).toEqual({
      folder: join(hub.repo, 'snapshots', COMMIT),
      id: hub.server.id,
      revision: COMMIT,
      source: 'download',
    });
    expect(WEIGHTS.equals(await readFile(join(found.folder, 'model.safetensors')))).toBe(true);
    expect(await readlink(join(found.folder, 'model.safetensors'))).toBe(
      join('..', '..', 'blobs', sha256(WEIGHTS)),
    );
    expect(await readFile(join(hub.repo, 'refs', 'main'), 'utf8')).toBe(COMMIT);
    const names = [
      'config.json',
      'preprocessor_config.json',
      'tokenizer_config.json',
      'tokenizer.json',
      'model.safetensors',
    ];
    expect(hub.server.downloads.map(({ path }) => path.split('/').at(-1))).toEqual(names);
    const etags = names.map((name) => {
      const file = hub.server.files.get(name);
      return file?.lfs === true ? sha256(file.content) : gitSha1(file?.content ?? Buffer.alloc(0));
    });
    expect(await hub.blobs()).toEqual([...new Set(etags)].sort());
    const total = WEIGHTS.length;
    expect(seen.at(-1)).toEqual({ file: 'model.safetensors', bytesDone: total, bytesTotal: total });
    expect(seen.find(({ file }) => file === 'model.safetensors')?.bytesDone).toBe(0);
  });

  test('is taken from the cache the second time without a single request', async () => {
    await hub.resolve();
    hub.server.requests = [];
    expect((await hub.resolve()).source).toBe('cache');
    expect((await hub.resolve({ revision: COMMIT })).source).toBe('cache');
    expect((await hub.resolve({ offline: true })).source).toBe('cache');
    expect((await hub.resolve({ env: { ...hub.env, HF_HUB_OFFLINE: '1' } })).revision).toBe(COMMIT);
    expect(hub.server.requests).toEqual([]);
  });

  test('moves to the new commit on refresh, fetching only what changed; the old copy serves without a network', async () => {
    await hub.resolve();
    hub.server.requests = [];
    expect((await hub.resolve({ refresh: true })).source).toBe('cache');
    hub.server.commit = 'f'.repeat(40);
    hub.server.files.set('config.json', { content: Buffer.from('{"new":1}'), lfs: false });
    expect((await hub.resolve()).revision).toBe(COMMIT);
    const found = await hub.resolve({ refresh: true });
    expect(found).toMatchObject({ revision: 'f'.repeat(40), source: 'download' });
    expect(hub.server.downloads.map(({ path }) => path.split('/').at(-1))).toEqual(['config.json']);
    const notices: string[] = [];
    hub.server.faults.status = { code: 503, path: /^/, times: 99 };
    const old = await hub.resolve({ refresh: true, onNotice: (notice) => notices.push(notice) });
    expect(old).toEqual({ ...found, source: 'cache' });
    expect(notices[0]).toMatch(/503.*using the copy of acme\/xclip-test in the cache/);
  });

  test('shares blobs between revisions and repairs a snapshot that lost a file', async () => {
    const { folder } = await hub.resolve();
    await rm(join(folder, 'tokenizer.json'));
    hub.server.requests = [];
    expect((await hub.resolve()).source).toBe('cache');
    expect(hub.server.downloads).toEqual([]);
    expect(await readFile(join(folder, 'tokenizer.json'), 'utf8')).toContain('1.0');
  });

  test('replaces a blob of the wrong size', async () => {
    const { folder } = await hub.resolve();
    await writeFile(join(hub.repo, 'blobs', sha256(WEIGHTS)), 'short');
    await hub.resolve({ refresh: true });
    expect(WEIGHTS.equals(await readFile(join(folder, 'model.safetensors')))).toBe(true);
  });

  test('falls back to pytorch_model.bin and to vocab.json with merges.txt', async () => {
    for (const name of ['model.safetensors', 'tokenizer.json']) hub.server.files.delete(name);
    await hub.resolve();
    const names = hub.server.downloads.map(({ path }) => path.split('/').at(-1));
    expect(names.slice(-3)).toEqual(['vocab.json', 'merges.txt', 'pytorch_model.bin']);
    expect((await hub.resolve()).source).toBe('cache');
  });

  test('remembers that there is no preprocessor_config.json', async () => {
    hub.server.files.delete('preprocessor_config.json');
    await hub.resolve();
    hub.server.requests = [];
    expect((await hub.resolve()).source).toBe('cache');
    expect(hub.server.requests).toEqual([]);
    // A copy made by another tool has no such mark: offline that is no reason to refuse it.
    await rm(join(hub.repo, '.no_exist'), { recursive: true });
    const notices: string[] = [];
    await hub.resolve({ offline: true, onNotice: (notice) => notices.push(notice) });
    expect(notices[0]).toContain('preprocessor_config.json');
  });

  test('is downloaded by two callers at once without harm', async () => {
    const found = await Promise.all([hub.resolve(), hub.resolve(), hub.resolve()]);
    for (const { folder } of found)
      expect(WEIGHTS.equals(await readFile(join(folder, 'model.safetensors')))).toBe(true);
    expect((await hub.blobs()).filter((name) => name.includes('.'))).toEqual([]);
  });
});

describe('a folder', () => {
  test('with a config.json is taken as it is, relative or absolute', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'xclip model-'));
    await writeFile(join(folder, 'config.json'), '{}');
    const plain = { revision: undefined, source: 'folder' };
    expect(await resolveCheckpoint({ model: folder })).toEqual({ ...plain, folder, id: folder });
    const typed = relative('.', folder);
    expect(await resolveCheckpoint({ model: typed })).toEqual({
      ...plain,
      folder: resolve(typed),
      id: typed,
    });
    expect(await failureOf(resolveCheckpoint({ model: folder, revision: 'main' }))).toMatchObject({
      name: 'UsageError',
      code: 'REVISION_WITHOUT_HUB',
    });
    await rm(folder, { recursive: true });
  });

  test('without one, a file, or nothing there, are errors that name it', async () => {
    const broken = join(hub.home, 'broken');
    await mkdir(broken);
    const file = join(hub.home, 'model.safetensors');
    await writeFile(file, '');
    const messages = async (model: string): Promise<string> => {
      const { code, message, hint } = await failureOf(resolveCheckpoint({ model }));
      expect(code).toBe('BAD_MODEL_FOLDER');
      return `${message}; ${hint}`;
    };
    expect(await messages(broken)).toContain(`model ${broken}: the folder has no config.json`);
    expect(await messages(file)).toContain(
      `is a file, not a folder; give the folder that holds it: ${hub.home}`,
    );
    expect(await messages('./nowhere')).toMatch(/^model \.\/nowhere: no such folder; .*tiny-shapes/);
    await hub.resolve();
    expect(await messages(hub.repo)).toContain('give a folder inside its snapshots/');
  });
});

test('neither importing nor a cached model loads @huggingface/hub', async () => {
  await hub.resolve();
  const hook = `export const resolve = (name, context, next) => {
    if (name === '@huggingface/hub') throw new Error('loaded');
    return next(name, context);
  };`;
  const data = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;
  const register = `import { register } from 'node:module'; register(${JSON.stringify(data(hook))});`;
  const target = new URL('../../dist/hub/resolve-checkpoint.js', import.meta.url).href;
  const run = (options: object): Promise<{ stdout: string }> =>
    promisify(execFile)(process.execPath, [
      '--import',
      data(register),
      '--input-type=module',
      '-e',
      `const { resolveCheckpoint } = await import('${target}');
       console.log((await resolveCheckpoint(${JSON.stringify(options)})).source);`,
    ]);
  expect((await run({ model: hub.server.id, env: hub.env })).stdout).toBe('cache\n');
  await expect(run({ model: hub.server.id, env: hub.env, refresh: true })).rejects.toThrow('loaded');
});
