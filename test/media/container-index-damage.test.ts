/** Files that are damaged, or change while they are read in process: refused, or listed as ffprobe lists them. */
import { appendFileSync, copyFileSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readContainerIndex } from '../../src/media/container/container-index.js';
import { FileBytes } from '../../src/media/container/file-bytes.js';
import { listInProcess, listWithFfprobe } from '../../src/media/ffmpeg/read-packet-index.js';
import { fixturePath } from '../support/fixtures.js';
import { seeded } from '../support/seeded.js';
import { tempFolder } from '../support/temp-folder.js';
import { indexFacts } from './index-facts.js';
import { FFPROBE, RAW, testPool } from './pool-fixture.js';
import { refusalOf, written } from './refusal-of.js';

describe.each(['clips/b-frames.mp4', 'clips/h264.mkv', 'clips-more/vp8-hidden.webm', 'clips-more/h264.mov'])(
  'cut or changed: %s',
  (name) => {
    const data = readFileSync(fixturePath(name));

    it('cut at 20 places, it is never served', () => {
      for (let place = 0; place < 20; place++) {
        const size = Math.floor(((place + 0.5) * data.length) / 20);
        expect(refusalOf(written('cut', data.subarray(0, size)))).toEqual(expect.any(String));
      }
      expect(refusalOf(written('almost', data.subarray(0, -1)))).toEqual(expect.any(String));
      expect(refusalOf(written('longer', Buffer.concat([data, Buffer.of(0)])))).toEqual(expect.any(String));
    });

    it('with bytes changed by chance, it is refused, or listed as ffprobe lists it', async () => {
      const random = seeded(name.length);
      const folder = tempFolder();
      const path = join(folder, 'changed');
      let servedCount = 0;
      for (let round = 0; round < 100; round++) {
        writeFileSync(path, changed(data, random));
        if (refusalOf(path) !== undefined) continue;
        // Every fourth of those: a start of ffprobe each.
        if (servedCount++ % 4 === 0) await expectFfprobes(path);
      }
      expect(servedCount).toBeGreaterThan(10);
      expect(servedCount).toBeLessThan(100);
    });
  },
);

it('a file that grows or is written to while it is read', () => {
  const path = join(tempFolder(), 'growing.mp4');
  copyFileSync(fixturePath('clips/b-frames.mp4'), path);
  const file = new FileBytes(path);
  file.requireUnchanged();
  appendFileSync(path, 'more');
  expect(() => file.requireUnchanged()).toThrow('it changed while it was read');
  file.close();

  const other = new FileBytes(path);
  utimesSync(path, 1, 1);
  expect(() => other.requireUnchanged()).toThrow('it changed while it was read');
  other.close();
});

it('a file that is cut while it is read', () => {
  const path = join(tempFolder(), 'shrinking.mp4');
  copyFileSync(fixturePath('clips/bikes.mp4'), path);
  const file = new FileBytes(path);
  file.at(0, 16);
  writeFileSync(path, 'short');
  expect(() => file.at(100_000, 16)).toThrow('it was cut while it was read');
  file.close();
});

it('a file that is gone, or may not be read', () => {
  expect(readContainerIndex(join(tempFolder(), 'none.mp4'))).toEqual({ refusal: 'its tables are broken' });
});

it('where no frame comes out, the reason is ffprobe’s', async () => {
  const data = readFileSync(fixturePath('clips/b-frames.mp4'));
  const path = written('overwritten.mp4', data);
  await testPool().withVideo(path, async (video) => {
    writeFileSync(path, Buffer.alloc(data.length));
    await expect(video.readClip([0], RAW)).rejects.toMatchObject({ code: 'NOT_A_VIDEO' });
  });
});

/** One to three bytes, most of them in the tables. */
function changed(data: Buffer, random: () => number): Buffer {
  const copy = Buffer.concat([data]);
  const moov = data.indexOf('moov', 0, 'latin1');
  const [from, size] = moov < 0 ? [0, 1200] : [moov, data.length - moov];
  for (let left = 1 + Math.floor(random() * 3); left > 0; left--) {
    const inTables = random() < 0.85;
    const at = inTables ? from + Math.floor(random() * size) : Math.floor(random() * data.length);
    const value = [0, 1, 128, 255, Math.floor(random() * 256)][Math.floor(random() * 5)] ?? 0;
    if (at < copy.length) copy[at] = value;
  }
  return copy;
}

/** What ffprobe sees by decoding the first frame, ffmpeg complains of too, when it reads the clip. */
async function expectFfprobes(path: string): Promise<void> {
  const index = listInProcess(path);
  const theirs = await listWithFfprobe(FFPROBE, path).catch(() => undefined);
  if (index === undefined || theirs === undefined || theirs.notes.length > 0) return;
  // Old FFmpegs take the last frame's duration from the codec's headers, where they have a frame rate.
  expect(indexFacts({ ...index, durationSeconds: 0 })).toEqual(indexFacts({ ...theirs, durationSeconds: 0 }));
}
