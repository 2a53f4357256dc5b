import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixturePath } from '../support/fixtures.js';
import { tempFolder } from '../support/temp-folder.js';
import { ENGINES, FFMPEG, poolForAll, RAW, testPool, type EngineName } from './pool-fixture.js';

describe.each(ENGINES)('%s tells a bad file from others', (engine) => {
  const pool = poolForAll(engine);
  const open = (path: string): Promise<number> =>
    pool().withVideo(path, (video) => Promise.resolve(video.index.frameCount));

  it.each([
    ['empty.mp4', 'EMPTY_FILE', /^the file is empty$/],
    ['noise.mp4', 'NOT_A_VIDEO', /^not a readable video/],
    ['text.mp4', 'NOT_A_VIDEO', /^not a readable video/],
    ['still.mp4', 'NOT_A_VIDEO', /^a still image, not a video$/],
    ['audio-only.mp4', 'NO_VIDEO_STREAM', /^no video stream \(audio only\)$/],
    ['cut-noindex.mp4', 'TRUNCATED', /^incomplete: its index \(the moov atom\) is missing$/],
  ])('%s: %s', async (name, code, message) => {
    const matching = expect.stringMatching(message) as string;
    await expect(open(fixturePath(`clips/${name}`))).rejects.toMatchObject({
      name: 'VideoError',
      code,
      message: matching,
      hint: expect.any(String) as string,
    });
  });

  it('no such file, and what is not a file', async () => {
    const folder = tempFolder();
    const fifo = join(folder, 'fifo.mp4');
    execFileSync('mkfifo', [fifo]);
    mkdirSync(join(folder, 'folder.mp4'));
    await expect(open(join(folder, 'none.mp4'))).rejects.toMatchObject({ code: 'UNREADABLE' });
    await expect(open(fifo)).rejects.toMatchObject({ code: 'NOT_A_FILE' });
    await expect(open(join(folder, 'folder.mp4'))).rejects.toMatchObject({ code: 'NOT_A_FILE' });
  });

  it('a playlist may not name other files', async () => {
    const folder = tempFolder();
    copyFileSync(fixturePath('clips/h264.ts'), join(folder, 'secret.ts'));
    const hls = ['#EXTM3U', '#EXT-X-TARGETDURATION:10', '#EXTINF:10,', 'secret.ts', '#EXT-X-ENDLIST'];
    writeFileSync(join(folder, 'list.m3u8'), hls.join('\n'));
    writeFileSync(join(folder, 'list.mp4'), "ffconcat version 1.0\nfile 'secret.ts'\n");
    await expect(open(join(folder, 'list.m3u8'))).rejects.toMatchObject({ code: 'NOT_A_VIDEO' });
    await expect(open(join(folder, 'list.mp4'))).rejects.toMatchObject({ code: 'NOT_A_VIDEO' });
  });

  it('a size that changes inside the video', async () => {
    const folder = tempFolder();
    const parts = ['160x96', '96x160'].map((size) => {
      const part = join(folder, `${size}.h264`);
      const clip = fixturePath('clips/b-frames.mp4');
      execFileSync(FFMPEG, [
        '-v',
        'error',
        '-i',
        clip,
        '-s',
        size,
        '-frames:v',
        '12',
        '-c:v',
        'libx264',
        part,
      ]);
      return readFileSync(part);
    });
    const path = join(folder, 'changes.h264');
    writeFileSync(path, Buffer.concat(parts));
    const read = pool().withVideo(path, (video) => video.readClip([0, 20], RAW));
    await expect(read).rejects.toMatchObject({
      code: 'SIZE_CHANGED',
      message: 'frame size changes inside it (160x96, then 96x160)',
    });
  });
});

describe('a pixel format that changes inside the video, while the size does not', () => {
  function makeParts(folder: string): Buffer[] {
    return ['yuv420p', 'yuv444p'].map((format) => {
      const part = join(folder, `${format}.h264`);
      const source = ['-f', 'lavfi', '-i', 'testsrc=duration=0.4:size=160x96:rate=25'];
      execFileSync(FFMPEG, ['-v', 'error', ...source, '-pix_fmt', format, '-c:v', 'libx264', part]);
      return readFileSync(part);
    });
  }

  it('is read on by the native engine, as by PyAV, and refused by the ffmpeg command', async () => {
    const folder = tempFolder();
    const path = join(folder, 'both.h264');
    writeFileSync(path, Buffer.concat(makeParts(folder)));
    const read = (engine: EngineName, name: string, indices: number[]) =>
      testPool({ engine }).withVideo(join(folder, name), (video) => video.readClip(indices, RAW));
    const both = await read('native', 'both.h264', [3, 13]);
    const parts = await Promise.all(
      ['yuv420p.h264', 'yuv444p.h264'].map((name) => read('native', name, [3])),
    );
    expect(Buffer.compare(both.data, Buffer.concat(parts.map(({ data }) => data)))).toBe(0);
    await expect(read('ffmpeg', 'both.h264', [3, 13])).rejects.toMatchObject({
      code: 'SIZE_CHANGED',
      message: 'frame format changes inside it',
    });
  });
});

describe.each(ENGINES)('with %s, a damaged file', (engine) => {
  const pool = poolForAll(engine);

  it.each([
    ['cut-faststart.mp4', 26, ['cut short: 26 of the 40 frames its header promises are there']],
    ['damaged.mp4', 40, [expect.stringMatching(/^damaged: /) as string]],
  ])('%s gives the frames that decode', async (name, packetCount, notes) => {
    await pool().withVideo(fixturePath(`clips/${name}`), async (video) => {
      expect(video.index.frameCount).toBe(packetCount);
      expect(video.index.notes).toEqual(notes);
      const all = Array.from({ length: packetCount }, (_, i) => i);
      await expect(video.readClip(all, RAW)).rejects.toMatchObject({ code: 'TRUNCATED' });

      const decodable = await video.countDecodable();
      expect(decodable).toBeGreaterThan(15);
      expect(decodable).toBeLessThan(packetCount);
      const clip = await video.readClip(all.slice(0, decodable), RAW);
      expect(clip.data.length).toBe(decodable * 160 * 96 * 3);
      expect(clip.notes).toEqual([expect.stringMatching(/^damaged data: /)]);
    });
  });

  it('knows frames by their times, past the damage too', async () => {
    await pool().withVideo(fixturePath('clips/damaged.mp4'), async (video) => {
      const last = await video.readClip([38, 39], RAW);
      expect([last.startSeconds, last.endSeconds]).toEqual([1.52, 1.56]);
      expect(last.notes).toEqual([expect.stringMatching(/^damaged data: /)]);
      await expect(video.readClip([24, 25], RAW)).rejects.toMatchObject({ code: 'TRUNCATED' });

      // Of 40 frames the 10 from 0.84 s on are lost: number 21 is then the one at 1.24 s.
      expect(await video.countDecodable()).toBe(30);
      const around = await video.readClip([20, 21], RAW);
      expect([around.startSeconds, around.endSeconds]).toEqual([0.8, 1.24]);
    });
  });
});
