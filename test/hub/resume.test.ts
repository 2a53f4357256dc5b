import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DownloadProgress } from '../../dist/hub/resolve-checkpoint.js';
import { failureOf, HubFixture, noise, WEIGHTS_ETAG, WEIGHTS_FILE } from './hub-fixture.js';
import { COMMIT } from './hub-server.js';

const hub = new HubFixture();
beforeEach(() => hub.start());
afterEach(() => hub.stop());

const TARGET = new URL('../../dist/hub/resolve-checkpoint.js', import.meta.url).href;

// Where a connection breaks, the last bytes sent may never arrive: positions are compared with what was kept.
describe('a download that is cut', () => {
  test('goes on within the run', async () => {
    hub.server.faults.cut = { file: WEIGHTS_FILE, afterBytes: 100_000, times: 2 };
    expect(await hub.isWhole(await hub.resolve())).toBe(true);
    const [first, second = 0, third = 0, ...more] = hub.weightStarts;
    expect([first, more]).toEqual([0, []]);
    expect(second).toBeGreaterThan(0);
    expect(third).toBeGreaterThan(second);
    expect(third).toBeLessThanOrEqual(200_000);
  });

  test('is kept, and goes on in the next run', async () => {
    hub.server.faults.cut = { file: WEIGHTS_FILE, afterBytes: 100_000, times: 1 };
    const failure = await failureOf(hub.resolve({ retryDelaysMs: [] }));
    const kept = await hub.weightBytesLeft();
    expect(kept).toBeGreaterThan(0);
    expect(failure.code).toBe('DOWNLOAD_CUT');
    expect(failure.message).toContain(`${WEIGHTS_FILE} was cut at ${kept} of 300000 bytes`);
    expect(await hub.blobs()).toContain(`${WEIGHTS_ETAG}.incomplete`);
    // Half a model is not a model.
    const { message } = await failureOf(hub.resolve({ offline: true, revision: COMMIT }));
    expect(message).toContain('only partly in the cache (no model.safetensors)');
    const seen: DownloadProgress[] = [];
    expect(await hub.isWhole(await hub.resolve({ onProgress: (progress) => seen.push(progress) }))).toBe(
      true,
    );
    expect(hub.weightStarts).toEqual([0, kept]);
    expect(seen[0]).toEqual({ file: WEIGHTS_FILE, bytesDone: kept, bytesTotal: 300_000 });
  });

  test('by killing the process goes on in the next; while it lives, its file is its own', async () => {
    hub.server.faults.stall = { file: WEIGHTS_FILE, afterBytes: 150_000 };
    const code = `const { resolveCheckpoint } = await import('${TARGET}');
      await resolveCheckpoint(${JSON.stringify({ ...hub.options, timeoutMs: 60_000 })});`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' });
    while ((await hub.weightBytesLeft()) < 150_000) await sleep(10);
    hub.server.faults = { cut: { file: WEIGHTS_FILE, afterBytes: 100, times: 1 } };
    await failureOf(hub.resolve({ retryDelaysMs: [] }));
    expect(hub.weightStarts).toEqual([0, 0]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    // Of the two that are left, the longer one.
    expect(await hub.isWhole(await hub.resolve())).toBe(true);
    expect(hub.weightStarts).toEqual([0, 0, 150_000]);
  });

  test('by a process of another machine is left alone', async () => {
    hub.server.faults.cut = { file: WEIGHTS_FILE, afterBytes: 0, times: 1 };
    await failureOf(hub.resolve({ retryDelaysMs: [] }));
    const host = createHash('sha256').update(`not ${hostname()}`).digest('hex').slice(0, 8);
    const theirs = `${WEIGHTS_ETAG}.${host}-1-00000000.incomplete`;
    await writeFile(join(hub.repo, 'blobs', theirs), noise(1000, 'theirs'));
    await hub.resolve();
    expect(hub.weightStarts.at(-1)).toBe(0);
    expect(await hub.blobs()).toContain(theirs);
  });

  test('is fetched anew where the server ignores ranges', async () => {
    hub.server.faults.cut = { file: WEIGHTS_FILE, afterBytes: 100_000, times: 1 };
    hub.server.faults.ignoreRange = true;
    expect(await hub.isWhole(await hub.resolve())).toBe(true);
    expect(hub.weightStarts).toHaveLength(2);
  });

  test('by silence goes on, and gives up when it stays silent', async () => {
    hub.server.faults.stall = { file: WEIGHTS_FILE, afterBytes: 1000 };
    const failure = await failureOf(hub.resolve({ timeoutMs: 500, retryDelaysMs: [1] }));
    expect(failure.code).toBe('DOWNLOAD_CUT');
    expect(failure.message).toContain('nothing received for 0.5 s');
    delete hub.server.faults.stall;
    expect(await hub.isWhole(await hub.resolve())).toBe(true);
    expect(hub.weightStarts).toEqual([0, 1000, 2000]);
  });

  test('by the caller rejects with its reason and keeps what came', async () => {
    hub.server.faults.stall = { file: WEIGHTS_FILE, afterBytes: 1000 };
    const controller = new AbortController();
    const onProgress = ({ bytesDone }: DownloadProgress): void => {
      if (bytesDone === 1000) controller.abort(new Error('Ctrl-C'));
    };
    const failure = await failureOf(hub.resolve({ onProgress, signal: controller.signal }));
    expect(failure.message).toBe('Ctrl-C');
    expect(await hub.weightBytesLeft()).toBe(1000);
  });
});

test('two processes at once end with one good copy', async () => {
  const code = `const { resolveCheckpoint } = await import('${TARGET}');
    await resolveCheckpoint(${JSON.stringify(hub.options)});`;
  const children = [0, 1].map(() =>
    spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' }),
  );
  const exits = await Promise.all(children.map((child) => once(child, 'exit')));
  expect(exits.map(([status]: unknown[]) => status)).toEqual([0, 0]);
  expect(await hub.isWhole(await hub.resolve({ offline: true }))).toBe(true);
});
