/** Headers that claim much: told at once, by either engine, and nothing of that size is allocated. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from '../../src/media/input-rules.js';
import { withEnvironment } from '../support/environment.js';
import { fixturePath } from '../support/fixtures.js';
import { familyMark, peakOf } from '../support/process-table.js';
import { tempFolder } from '../support/temp-folder.js';
import { ENGINES, FFMPEG, RAW, testPool, type EngineName } from './pool-fixture.js';

const CLIP = fixturePath('clips/b-frames.mp4');
const PIXELS = 160 * 96;

/** What no decoder of a small clip needs: Node alone takes 50, node-av 80. */
const MOST_MEBIBYTES = 400;

function firstFrame(engine: EngineName, path: string, maxPixels = DEFAULT_RULES.maxPixels): Promise<number> {
  const pool = testPool({ engine, rules: { ...DEFAULT_RULES, maxPixels } });
  return pool.withVideo(path, async (video) => (await video.readClip([0], RAW)).data.length);
}

/** How the first frame comes out, in bounded memory. */
async function outcome(engine: EngineName, path: string): Promise<string> {
  const mark = familyMark();
  withEnvironment(mark);
  const read = firstFrame(engine, path);
  const peak = await peakOf(mark, read);
  expect(peak).toBeGreaterThan(10);
  expect(peak).toBeLessThan(MOST_MEBIBYTES);
  return read.then(String, (error: unknown) => (error as { code: string }).code);
}

function changed(name: string, from: string, change: (bytes: Buffer) => void): string {
  const path = join(tempFolder(), name);
  const bytes = readFileSync(from);
  change(bytes);
  writeFileSync(path, bytes);
  return path;
}

/** The place after these letters. */
function after(bytes: Buffer, letters: string): number {
  const at = bytes.indexOf(letters, 0, 'latin1');
  if (at < 0) throw new Error(`no ${letters}`);
  return at + letters.length;
}

/** What an element of a Matroska file holds is replaced by as many bytes. */
function setElement(bytes: Buffer, id: readonly number[], content: Buffer): void {
  const head = Buffer.from([...id, 0x80 | content.length]);
  const at = bytes.indexOf(head);
  if (at < 0) throw new Error(`no element ${head.toString('hex')}`);
  content.copy(bytes, at + head.length);
}

/** Whose sides take two bytes in its header. */
function encodedMatroska(codec: string): string {
  const path = join(tempFolder(), 'small.mkv');
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=320x260:rate=25:duration=0.4'];
  execFileSync(FFMPEG, ['-v', 'error', ...picture, '-pix_fmt', 'yuv420p', '-c:v', codec, path]);
  return path;
}

function remuxed(name: string, from: string): string {
  const path = join(tempFolder(), name);
  execFileSync(FFMPEG, ['-v', 'error', '-i', from, '-c', 'copy', '-an', path]);
  return path;
}

describe.each(ENGINES)('%s and frames', (engine) => {
  it('of more pixels than it may read are refused, and no fewer', async () => {
    expect(await firstFrame(engine, CLIP, PIXELS)).toBe(PIXELS * 3);
    await expect(firstFrame(engine, CLIP, PIXELS - 1)).rejects.toMatchObject({
      name: 'VideoError',
      code: 'TOO_LARGE',
      message: 'its header claims frames of 160 × 96 pixels',
      hint: expect.stringContaining('--max-pixels') as string,
    });
  });

  it('of 65535 × 65535, says a gif', async () => {
    const path = changed('huge.gif', fixturePath('clips/palette.gif'), (bytes) => {
      bytes.writeUInt16LE(65_535, 6);
      bytes.writeUInt16LE(65_535, 8);
    });
    // FFmpeg itself takes no sides whose product, times eight, is past its integers.
    expect(await outcome(engine, path)).toBe('DECODE_FAILED');
  });

  it('of 65535 × 65535, says an mp4 whose own stream knows better', async () => {
    const path = changed('huge.mp4', CLIP, (bytes) => {
      const at = after(bytes, 'avc1') + 24;
      bytes.writeUInt16BE(65_535, at);
      bytes.writeUInt16BE(65_535, at + 2);
    });
    expect(['TOO_LARGE', String(PIXELS * 3)]).toContain(await outcome(engine, path));
  });

  // An MPEG-4 stream knows its own size; FFmpeg itself takes no sides of the longer kind.
  it.each([
    ['mpeg4', 65_535, ['TOO_LARGE', String(320 * 260 * 3)]],
    ['rawvideo', 65_535, ['DECODE_FAILED', 'NOT_A_VIDEO']],
    ['ffv1', 65_535, ['DECODE_FAILED', 'NOT_A_VIDEO']],
    ['rawvideo', 16_000, ['TOO_LARGE']],
    ['ffv1', 16_000, ['TOO_LARGE']],
  ])('says a Matroska file of %s: sides of %i', async (codec, side, expected) => {
    const path = changed('huge.mkv', encodedMatroska(codec), (bytes) => {
      const pixels = Buffer.alloc(2);
      pixels.writeUInt16BE(side);
      setElement(bytes, [0xb0], pixels);
      setElement(bytes, [0xba], pixels);
    });
    expect(expected).toContain(await outcome(engine, path));
  });

  it('of 16383 × 16383, says a VP8 stream in a file that says less', async () => {
    const small = remuxed('small.ivf', fixturePath('clips-more/vp8-hidden.webm'));
    const path = changed('huge.ivf', small, (bytes) => {
      const at = after(bytes, '\x9d\x01\x2a');
      bytes.writeUInt16LE(16_383, at);
      bytes.writeUInt16LE(16_383, at + 2);
    });
    expect(['TOO_LARGE', 'NO_FRAMES', 'TRUNCATED', 'SIZE_CHANGED', 'DECODE_FAILED']).toContain(
      await outcome(engine, path),
    );
  });

  it('of 65535 × 65535, says a raw video that holds none', async () => {
    const path = join(tempFolder(), 'huge.y4m');
    writeFileSync(path, `YUV4MPEG2 W65535 H65535 F25:1 C420jpeg\nFRAME\n${'x'.repeat(5000)}`);
    expect(['TOO_LARGE', 'NO_FRAMES', 'NOT_A_VIDEO']).toContain(await outcome(engine, path));
  });
});

describe.each(ENGINES)('%s and the number of frames', (engine) => {
  it('that an mp4 claims in all of its tables', async () => {
    const path = changed('many.mp4', CLIP, (bytes) => {
      const sizes = after(bytes, 'stsz') + 4;
      // One byte each, without a table of their own.
      bytes.writeUInt32BE(1, sizes);
      bytes.writeUInt32BE(0xffff_ffff, sizes + 4);
      const chunks = after(bytes, 'stsc') + 4;
      bytes.writeUInt32BE(0xffff_ffff, chunks + 8);
      const times = after(bytes, 'stts') + 4;
      bytes.writeUInt32BE(0xffff_ffff, times + 4);
    });
    expect(await outcome(engine, path)).toMatch(/^[A-Z_]+$/);
  });

  it('that a Matroska file claims: 2^40, a nanosecond each', async () => {
    const path = changed('many.mkv', fixturePath('clips/h264.mkv'), (bytes) => {
      const duration = Buffer.alloc(8);
      duration.writeDoubleBE(2 ** 40);
      setElement(bytes, [0x44, 0x89], duration);
      setElement(bytes, [0x23, 0xe3, 0x83], Buffer.from([0, 0, 0, 1]));
    });
    expect(await outcome(engine, path)).toBe(String(PIXELS * 3));
  });

  it('of which a Matroska file claims that the first takes 2^40 bytes', async () => {
    const path = changed('block.mkv', fixturePath('clips/h264.mkv'), (bytes) => {
      const cluster = bytes.indexOf(Buffer.from([0x1f, 0x43, 0xb6, 0x75]));
      const block = bytes.indexOf(Buffer.from([0xa3]), cluster);
      Buffer.from([0xa3, 0x01, 0x00, 0x01, 0, 0, 0, 0, 0]).copy(bytes, block);
    });
    expect(await outcome(engine, path)).toBe('NO_FRAMES');
  });

  it('that an ivf and an avi claim', async () => {
    const ivf = changed('many.ivf', fixturePath('clips-more/vp9.ivf'), (bytes) => {
      bytes.writeUInt32LE(0xffff_ffff, 24);
    });
    const avi = changed('many.avi', fixturePath('clips/mpeg4.avi'), (bytes) => {
      bytes.writeUInt32LE(0xffff_ffff, after(bytes, 'avih') + 4 + 16);
      bytes.writeUInt32LE(0xffff_ffff, after(bytes, 'strh') + 4 + 32);
    });
    for (const path of [ivf, avi]) expect(await outcome(engine, path)).toMatch(/^\d+$/);
  });
});
