/** Processes that are stopped (Ctrl-Z, a laptop that sleeps) lose no video, and none is left behind. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DecoderChild } from '../../../dist/media/pool/decoder-child.js';
import { withEnvironment } from '../../support/environment.js';
import { ROOT, fixturePath } from '../../support/fixtures.js';
import { familyMark, familyOf, leftOf } from '../../support/process-table.js';
import {
  engineOf,
  ENGINES,
  fakeFfmpeg,
  FFMPEG,
  isRunning,
  RAW,
  survivors,
  type EngineName,
} from '../pool-fixture.js';

const CLIP = fixturePath('clips/b-frames.mp4');

/** A program that opens a pool, and says `leased` when it has a decoder. */
function startOwner(engine: EngineName, ffmpegPath: string, timeoutMs: number) {
  const mark = familyMark();
  const module = new URL('../../../dist/media/pool/decoder-pool.js', import.meta.url).href;
  const options = { engine: engineOf(engine, ffmpegPath), size: 1, timeoutMs };
  const script = `import { createDecoderPool } from ${JSON.stringify(module)};
    const pool = createDecoderPool(${JSON.stringify(options)});
    const read = pool.withVideo(${JSON.stringify(CLIP)}, async (video) => {
      console.log('leased');
      await new Promise((resolve) => process.stdin.once('data', resolve));
      return (await video.readClip([0], ${JSON.stringify(RAW)})).data.length;
    });
    console.log(await read.catch((error) => error.message));
    await pool.close();
    process.exit();`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ...mark },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void owner.kill('SIGKILL'));
  return { owner, mark };
}

async function said(owner: ChildProcess): Promise<string> {
  if (owner.stdout === null) throw new Error('a program that says nothing');
  const [chunk] = (await once(owner.stdout, 'data')) as [Buffer];
  return chunk.toString().trim();
}

describe('a program stopped for longer than a video may take', () => {
  it('loses no video that a decoder reads meanwhile', async () => {
    const slow = fakeFfmpeg(`sleep 1.5; exec '${FFMPEG}' "$@"`);
    const { owner } = startOwner('ffmpeg', slow.path, 4000);
    expect(await said(owner)).toBe('leased');
    owner.stdin.write('go\n');
    await sleep(500);
    owner.kill('SIGSTOP');
    await sleep(5000);
    owner.kill('SIGCONT');
    expect(await said(owner)).toBe(String(160 * 96 * 3));
  });

  it.each(ENGINES)('with its %s decoder loses none either', async (engine) => {
    const { owner, mark } = startOwner(engine, FFMPEG, 3000);
    expect(await said(owner)).toBe('leased');
    const all = familyOf(mark).map(({ pid }) => pid);
    expect(all.length).toBeGreaterThan(1);
    for (const pid of all) process.kill(pid, 'SIGSTOP');
    owner.stdin.write('go\n');
    await sleep(4000);
    for (const pid of all) process.kill(pid, 'SIGCONT');
    expect(await said(owner)).toBe(String(160 * 96 * 3));
  });
});

describe('a decoder that never says that it is ready', () => {
  it('is killed at its deadline, and the reason is given', async () => {
    const mark = familyMark();
    withEnvironment(mark);
    const child = new DecoderChild(engineOf('ffmpeg'), { greetingDeadlineMs: 1200 });
    const pids = familyOf(mark).map(({ pid }) => pid);
    expect(pids.length).toBe(1);
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    const [first, second] = await Promise.all([child.greeting(), child.greeting()]);
    expect(first).toEqual({
      kind: 'unable',
      reason: 'the decoder process did not start (no answer within 1.2 s)',
    });
    expect(second).toEqual(first);
    expect(await survivors(pids, 2000)).toEqual([]);
    await expect(child.request({ kind: 'open', path: CLIP })).rejects.toMatchObject({
      code: 'DECODER_START',
    });
  });
});

describe('a stopped decoder', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends with a program that %s ends', async (signal) => {
    const { owner, mark } = startOwner('native', FFMPEG, 60_000);
    expect(await said(owner)).toBe('leased');
    const children = familyOf(mark).filter(({ pid }) => pid !== owner.pid);
    expect(children.length).toBe(1);
    for (const { pid } of children) process.kill(pid, 'SIGSTOP');
    owner.kill(signal);
    const [, endedBy] = (await once(owner, 'exit')) as [null, string];
    expect(endedBy).toBe(signal);
    expect(
      await survivors(
        children.map(({ pid }) => pid),
        2000,
      ),
    ).toEqual([]);
  });

  it('ends with a second Ctrl-C', async () => {
    const mark = familyMark();
    const args = [
      'tag',
      CLIP,
      '--model',
      'tiny-shapes',
      '--labels',
      'examples/labels.txt',
      '--decoder',
      'native',
    ];
    const run = spawn(process.execPath, ['bin/run.js', ...args], {
      cwd: ROOT,
      env: { ...process.env, ...mark },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void run.kill('SIGKILL'));
    let children: number[] = [];
    await expect
      .poll(
        () => {
          children = familyOf(mark).flatMap(({ pid, command }) =>
            command.includes('decoder-process') ? [pid] : [],
          );
          return children.length;
        },
        { timeout: 20_000, interval: 5 },
      )
      .toBe(1);
    for (const pid of children) process.kill(pid, 'SIGSTOP');
    for (let i = 0; i < 40 && run.exitCode === null && run.signalCode === null; i++) {
      run.kill('SIGINT');
      await sleep(250);
    }
    expect(run.signalCode).toBe('SIGINT');
    expect(children.filter(isRunning)).toEqual([]);
    expect(await leftOf(mark, 2000)).toEqual([]);
  });
});
