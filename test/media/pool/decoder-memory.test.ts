/** What decoding one video may hold: a small file can ask for much, within all other limits. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { askPs, bytesOfFamily, defaultDecoderBytes } from '../../../src/media/pool/group-memory.js';
import { DEFAULT_RULES } from '../../../src/media/input-rules.js';
import { withEnvironment } from '../../support/environment.js';
import { fixturePath } from '../../support/fixtures.js';
import { familyMark, leftOf, peakOf } from '../../support/process-table.js';
import { tempFolder } from '../../support/temp-folder.js';
import { ENGINES, RAW, testPool } from '../pool-fixture.js';

const MEBIBYTE = 2 ** 20;
const SIDE_PIXELS = 11_000;
const CLIP = fixturePath('clips/b-frames.mp4');

/** Twenty pictures of one pixel on a canvas of 121 megapixels: within `--max-pixels`, in a kilobyte. */
function hugeGif(): string {
  const path = join(tempFolder(), 'huge.gif');
  const side = Buffer.alloc(2);
  side.writeUInt16LE(SIDE_PIXELS);
  const header = [...Buffer.from('GIF89a'), ...side, ...side, 0x80, 0, 0, 0, 0, 0, 255, 255, 255];
  const control = [0x21, 0xf9, 4, 4, 4, 0, 0, 0];
  const picture = [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4c, 1, 0];
  const pictures = Array.from({ length: 20 }, () => [...control, ...picture]).flat();
  writeFileSync(path, Buffer.from([...header, ...pictures, 0x3b]));
  return path;
}

const geometry = { resize: { shortestEdgePixels: 32 }, crop: undefined, resample: 'bilinear' } as const;

describe.each(ENGINES)('%s and a video that asks for more memory than a decoder may hold', (engine) => {
  it('fails it, leaves nothing, and reads the next one', async () => {
    const path = hugeGif();
    const mark = familyMark();
    withEnvironment(mark);
    const maxDecoderBytes = 500 * MEBIBYTE;
    const pool = testPool({ engine, rules: { ...DEFAULT_RULES, maxDecoderBytes } });
    const read = pool.withVideo(path, (video) => video.readClip([0, 1, 2, 3], geometry));
    const peak = await peakOf(
      mark,
      read.catch(() => undefined),
    );
    await expect(read).rejects.toMatchObject({
      name: 'VideoError',
      code: 'DECODER_MEMORY',
      message: 'decoding it takes more than 500 MiB of memory',
      hint: expect.stringContaining('--max-decoder-memory') as string,
    });
    // It is looked at ten times a second.
    expect(peak).toBeLessThan(1200);
    expect(await leftOf(mark, 2000)).toEqual([]);
    const next = await pool.withVideo(CLIP, (video) => video.readClip([0], RAW));
    expect(next.data.length).toBe(160 * 96 * 3);
  });

  it('fails a pass over it as well', async () => {
    const pool = testPool({ engine, rules: { ...DEFAULT_RULES, maxDecoderBytes: 500 * MEBIBYTE } });
    const path = hugeGif();
    const pass = async () => {
      for await (const _ of pool.streamVideo(path, (video) => video.readClips([[0], [5], [10]], geometry)));
    };
    await expect(pass()).rejects.toMatchObject({ name: 'VideoError', code: 'DECODER_MEMORY' });
  });
});

describe('the default', () => {
  it('is the machine’s, shared by the decoders, between one and four gibibytes', () => {
    expect(defaultDecoderBytes(1)).toBeLessThanOrEqual(4096 * MEBIBYTE);
    expect(defaultDecoderBytes(1000)).toBe(1024 * MEBIBYTE);
    const [one, two] = [defaultDecoderBytes(1), defaultDecoderBytes(2)];
    expect(two).toBeLessThanOrEqual(one);
    if (two > 1024 * MEBIBYTE) expect(2 * two).toBeLessThanOrEqual(totalmem() / 2);
  });
});

describe('what a process and those that it started hold', () => {
  /** A shell that leads a group, with a program in it that holds 100 MiB. */
  async function startFamily(): Promise<number> {
    const hold = `const held = Buffer.alloc(${100 * MEBIBYTE}, 1); console.log(held.length); setTimeout(() => held, 60_000)`;
    const shell = spawn('/bin/sh', ['-c', '"$0" -e "$1"; true', process.execPath, hold], { detached: true });
    const { pid } = shell;
    if (pid === undefined) throw new Error('no shell');
    onTestFinished(() => void process.kill(-pid, 'SIGKILL'));
    await once(shell.stdout, 'data');
    return pid;
  }

  it('is counted by the process table', async () => {
    const leader = await startFamily();
    expect(bytesOfFamily(leader)).toBeGreaterThan(100 * MEBIBYTE);
    expect(bytesOfFamily(leader)).toBeLessThan(300 * MEBIBYTE);
  });

  it('is counted by ps, where there is no such table', async () => {
    const leader = await startFamily();
    const bytes = await new Promise<number>((resolve) => askPs(leader, resolve));
    expect(bytes).toBeGreaterThan(100 * MEBIBYTE);
    expect(bytes).toBeLessThan(300 * MEBIBYTE);
  });

  it('is nothing where nobody is', () => {
    expect(bytesOfFamily(2 ** 30)).toBe(0);
  });
});
