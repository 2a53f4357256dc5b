/** What may go wrong in a native decoder costs one video, and leaves no process. */
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DecoderChild } from '../../../dist/media/pool/decoder-child.js';
import { createDecoderPool } from '../../../dist/media/pool/decoder-pool.js';
import type { OpenVideo } from '../../../src/media/types.js';
import { fixturePath } from '../../support/fixtures.js';
import { tempFolder } from '../../support/temp-folder.js';
import { ENGINES, RAW, survivors, testPool } from '../pool-fixture.js';

const CLIP = fixturePath('clips/b-frames.mp4');
const LONGER = fixturePath('clips/bigbuckbunny.mp4');

/** Decoder processes that this one has started. */
function decoderProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = /\) \w (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return Number(parent) === process.pid && command.includes('decoder-process');
      } catch {
        return false;
      }
    });
}

const eachFrame = (video: OpenVideo) =>
  video.readClips(
    Array.from({ length: video.index.frameCount }, (_, i) => [i]),
    RAW,
  );

describe('a decoder process that is', () => {
  it.each([
    ['SIGKILL', 'DECODE_FAILED', 'the decoder process died (SIGKILL)'],
    ['SIGSEGV', 'DECODE_FAILED', 'the decoder process died (SIGSEGV)'],
    ['SIGSTOP', 'TIMEOUT', 'decoding took longer than 1.5 s'],
  ] as const)('hit by %s in the middle costs its video, and is replaced', async (signal, code, message) => {
    const before = decoderProcesses();
    const pool = testPool({ engine: 'native', timeoutMs: 1500 });
    const seen: number[] = [];
    let hit: number[] = [];
    const pass = async () => {
      for await (const { clip } of pool.streamVideo(LONGER, eachFrame)) {
        seen.push(clip);
        if (clip !== 0) continue;
        hit = decoderProcesses().filter((pid) => !before.includes(pid));
        for (const pid of hit) process.kill(pid, signal);
      }
    };
    await expect(pass()).rejects.toMatchObject({ name: 'VideoError', code, message });
    expect(hit.length).toBe(1);
    expect(seen.length).toBeLessThan(30);
    const next = await pool.withVideo(CLIP, (video) => video.readClip([0], RAW));
    expect(next.data.length).toBe(160 * 96 * 3);
    expect(await survivors(hit, 1000)).toEqual([]);
  });
});

describe('a native decoder stuck in a native call', () => {
  /** Opening a FIFO waits for a writer, inside FFmpeg: `check-file` keeps that from the engine. */
  function stuckScript(folder: string): string {
    const modules = ['watch-parent', 'container'].map((name) =>
      JSON.stringify(new URL(`../../../dist/media/native/${name}.js`, import.meta.url).href),
    );
    return `import { writeFileSync } from 'node:fs';
      const { watchParent } = await import(${modules[0] ?? ''});
      const { Container } = await import(${modules[1] ?? ''});
      watchParent();
      setTimeout(() => {
        writeFileSync(${JSON.stringify(join(folder, 'pid'))}, String(process.pid));
        new Container(${JSON.stringify(join(folder, 'fifo.mp4'))}, { maxPixels: 1e6, allowPlaylists: false });
      }, 200);`;
  }

  it('ends when its parent does', async () => {
    const folder = tempFolder();
    execFileSync('mkfifo', [join(folder, 'fifo.mp4')]);
    const child = [process.execPath, '--input-type=module', '-e', stuckScript(folder)];
    // A parent that only waits for it.
    const code = `require('child_process').spawn(${JSON.stringify(child[0])}, ${JSON.stringify(child.slice(1))}, { stdio: 'inherit' })`;
    const parent = spawn(process.execPath, ['-e', code], { stdio: 'inherit' });
    let pid = 0;
    await expect
      .poll(() => (pid = Number(readFileSync(join(folder, 'pid'), 'utf8').trim() || 0)), { timeout: 10_000 })
      .toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await survivors([pid], 0)).toEqual([pid]);
    parent.kill('SIGKILL');
    expect(await survivors([pid], 3000)).toEqual([]);
  });
});

describe.each(ENGINES)('%s and a header that claims much', (engine) => {
  it('refuses frames larger than any camera’s, before it makes room for them', async () => {
    const path = join(tempFolder(), 'huge.gif');
    const data = readFileSync(fixturePath('clips/palette.gif'));
    data.writeUInt16LE(50_000, 6);
    data.writeUInt16LE(5_000, 8);
    writeFileSync(path, data);
    const read = testPool({ engine }).withVideo(path, (video) => video.readClip([0], RAW));
    await expect(read).rejects.toMatchObject({
      name: 'VideoError',
      code: 'TOO_LARGE',
      message: 'its header claims frames of 50000 × 5000 pixels',
    });
  });
});

it('a process that cannot load its engine says why, and ends', async () => {
  const child = new DecoderChild({ engine: 'ffmpeg', ffmpegPath: '/nowhere', ffprobePath: '/nowhere' });
  expect(await child.greeting()).toMatchObject({ kind: 'ready' });
  await child.stop(new Error('enough'));
  expect(await child.greeting()).toMatchObject({ kind: 'ready' });
  const pool = createDecoderPool({
    engine: { engine: 'native' },
    started: child,
    size: 1,
    timeoutMs: 60_000,
  });
  const clip = await pool.withVideo(CLIP, (video) => video.readClip([0], RAW));
  expect(clip.data.length).toBe(160 * 96 * 3);
  await pool.close();
});
