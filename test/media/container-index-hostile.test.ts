/** Files made to hurt whoever reads them in process: each is refused or served, soon, in little memory. */
import { appendFileSync, copyFileSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readContainerIndex } from '../../src/media/container/container-index.js';
import { FileBytes } from '../../src/media/container/file-bytes.js';
import { listInProcess, listWithFfprobe } from '../../src/media/ffmpeg/read-packet-index.js';
import { fixturePath } from '../support/fixtures.js';
import { tempFolder } from '../support/temp-folder.js';
import { indexFacts } from './index-facts.js';
import { FFPROBE, RAW, testPool } from './pool-fixture.js';

const MOST_MS = 10_000;
const MOST_BYTES = 64 << 20;

/** The refusal, or undefined where it is served; in bounded time and memory. */
function refusalOf(path: string): string | undefined {
  const startMs = performance.now();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  const listed = readContainerIndex(path);
  const after = process.memoryUsage();
  expect(performance.now() - startMs).toBeLessThan(MOST_MS);
  expect(after.arrayBuffers + after.heapUsed - arrayBuffers - heapUsed).toBeLessThan(MOST_BYTES);
  return 'refusal' in listed ? listed.refusal : undefined;
}

function written(name: string, data: Buffer): string {
  const path = join(tempFolder(), name);
  writeFileSync(path, data);
  return path;
}

/** Where a box's content begins, `from` its four letters on. */
function boxAt(data: Buffer, type: string): number {
  const at = data.indexOf(type, data.indexOf('moov'), 'latin1');
  expect(at).toBeGreaterThan(0);
  return at + 4;
}

/** Behind its name, which the seek head has too, before. */
function elementAt(data: Buffer, name: readonly number[]): number {
  const id = Buffer.from(name);
  const at = data.indexOf(id, data.indexOf(id) + 4);
  expect(at).toBeGreaterThan(0);
  return at + 4;
}

describe('claims of mp4 that no file can keep', () => {
  it.each<[string, (data: Buffer) => void, string]>([
    [
      '2^32 - 1 packets of a table',
      (d) => d.writeUInt32BE(0xffffffff, boxAt(d, 'stsz') + 8),
      'a table does not fit',
    ],
    [
      '2^32 - 1 packets of one size',
      (d) => {
        d.writeUInt32BE(1, boxAt(d, 'stsz') + 4);
        d.writeUInt32BE(0xffffffff, boxAt(d, 'stsz') + 8);
      },
      'it ends before what it promises',
    ],
    [
      'a run of 2^32 - 1 times',
      (d) => d.writeUInt32BE(0xffffffff, boxAt(d, 'stts') + 8),
      'its tables disagree',
    ],
    ['2^32 - 1 runs', (d) => d.writeUInt32BE(0xffffffff, boxAt(d, 'stts') + 4), 'a table does not fit'],
    [
      'a chunk of 2^32 - 1 packets',
      (d) => d.writeUInt32BE(0xffffffff, boxAt(d, 'stsc') + 12),
      'its tables disagree',
    ],
    ['2^32 - 1 chunks', (d) => d.writeUInt32BE(0xffffffff, boxAt(d, 'stco') + 4), 'a table does not fit'],
    [
      'packets behind the end',
      (d) => d.writeUInt32BE(0xfffffff0, boxAt(d, 'stco') + 8),
      'it ends before what it promises',
    ],
    ['2^32 - 1 edits', (d) => d.writeUInt32BE(0xffffffff, boxAt(d, 'elst') + 4), 'a table does not fit'],
    [
      '65535 × 65535 pixels',
      (d) => d.writeUInt32BE(0xffffffff, boxAt(d, 'avc1') + 24),
      'container and codec disagree on the size',
    ],
    [
      'a moov of 2 GB',
      (d) => d.writeUInt32BE(0x7fffffff, boxAt(d, 'moov') - 8),
      'it ends before what it promises',
    ],
    ['a box of no size', (d) => d.writeUInt32BE(0, boxAt(d, 'mdia') - 8), 'a box does not fit'],
    ['a clock of 0 ticks', (d) => d.writeUInt32BE(0, boxAt(d, 'mdhd') + 12), 'a clock without sense'],
    // Bit 0 of its flags: the frames are in this file.
    ['frames in a file that it names', (d) => d.writeUInt32BE(0, boxAt(d, 'url ')), 'frames in another file'],
  ])('%s', (_name, change, refusal) => {
    const data = readFileSync(fixturePath('clips/b-frames.mp4'));
    change(data);
    expect(refusalOf(written('claims.mp4', data))).toBe(refusal);
  });

  it('2^40 bytes of a box', () => {
    const data = readFileSync(fixturePath('clips/b-frames.mp4'));
    const head = Buffer.alloc(16);
    head.writeUInt32BE(1, 0);
    head.write('mdat', 4, 'latin1');
    head.writeBigUInt64BE(2n ** 40n, 8);
    expect(refusalOf(written('long.mp4', Buffer.concat([data, head])))).toBe(
      'it ends before what it promises',
    );
  });

  it('a million boxes', () => {
    const box = Buffer.from([0, 0, 0, 8, ...Buffer.from('free')]);
    const data = Buffer.concat([readFileSync(fixturePath('clips/b-frames.mp4')), Buffer.alloc(8e6, box)]);
    expect(refusalOf(written('boxes.mp4', data))).toBe('too many boxes');
  });
});

describe('boxes of a mp4 that are more than they need be', () => {
  const data = readFileSync(fixturePath('clips/b-frames.mp4'));

  /** With bytes added to the end of a box, which like those around it says so; moov is the file's last. */
  function grown(path: readonly string[], added: Buffer): Buffer {
    const copy = Buffer.concat([data]);
    const last = path.at(-1) ?? '';
    const end = boxAt(copy, last) - 8 + copy.readUInt32BE(boxAt(copy, last) - 8);
    for (const type of path) {
      const at = boxAt(copy, type) - 8;
      copy.writeUInt32BE(copy.readUInt32BE(at) + added.length, at);
    }
    return Buffer.concat([copy.subarray(0, end), added, copy.subarray(end)]);
  }
  const box = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(8 + body.length, 0);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, body]);
  };

  it('three million boxes in moov', () => {
    const empty = Buffer.alloc(24e6, box('free', Buffer.alloc(0)));
    expect(refusalOf(written('moov.mp4', grown(['moov'], empty)))).toBe('too many boxes');
  });

  it('more key frames than frames', () => {
    const copy = Buffer.concat([data]);
    const keys = boxAt(copy, 'stss');
    const room = copy.readUInt32BE(keys - 8) - 16;
    const table = Buffer.alloc(40e6);
    copy.writeUInt32BE((room + table.length) / 4, keys + 4);
    const path = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stss'];
    const end = keys - 8 + copy.readUInt32BE(keys - 8);
    for (const type of path) {
      const at = boxAt(copy, type) - 8;
      copy.writeUInt32BE(copy.readUInt32BE(at) + table.length, at);
    }
    const whole = Buffer.concat([copy.subarray(0, end), table, copy.subarray(end)]);
    expect(refusalOf(written('keys.mp4', whole))).toBe('its tables disagree');
  });

  it('ten million chapter tracks', () => {
    const chapters = box('tref', box('chap', Buffer.alloc(40e6)));
    expect(refusalOf(written('chapters.mp4', grown(['moov', 'trak'], chapters)))).toBe('too many tracks');
  });
});

describe('claims of mkv that no file can keep', () => {
  const data = readFileSync(fixturePath('clips/h264.mkv'));

  it('ten million empty elements', () => {
    // In a segment that is as long as the file says.
    const void_ = Buffer.alloc(2e7, Buffer.from([0xec, 0x80]));
    const whole = Buffer.concat([data, void_]);
    const segment = whole.indexOf(Buffer.from([0x18, 0x53, 0x80, 0x67])) + 4;
    expect(whole[segment]).toBe(0x01);
    whole.writeUIntBE(whole.length - segment - 8, segment + 2, 6);
    expect(refusalOf(written('void.mkv', whole))).toBe('too many packets');
  });

  it('a file that ends in elements of nobody', () => {
    const path = written('void.mkv', Buffer.concat([data, Buffer.alloc(2e6, Buffer.from([0xec, 0x80]))]));
    expect(refusalOf(path)).toBe('it ends before or after what it promises');
  });

  it('elements nested without end', () => {
    const nested = Buffer.alloc(4096, Buffer.from([0xb6, 0xff]));
    const copy = Buffer.concat([data]);
    nested.copy(copy, elementAt(copy, [0x16, 0x54, 0xae, 0x6b]) + 8);
    expect(refusalOf(written('nested.mkv', copy))).toEqual(expect.any(String));
  });

  it('a hundred thousand tracks', () => {
    const element = (id: readonly number[], content: Buffer): Buffer => {
      const size = Buffer.alloc(8);
      size.writeUIntBE(content.length, 2, 6);
      size.writeUInt8(0x01, 0);
      return Buffer.concat([Buffer.from(id), size, content]);
    };
    // Each block's track is looked for among them.
    const entries = Array.from({ length: 100_000 }, (_, i) => [
      ...[0xae, 0x88, 0xd7, 0x83, i >> 16, (i >> 8) & 0xff, i & 0xff, 0x83, 0x81, 0x02],
    ]);
    const tracks = element([0x16, 0x54, 0xae, 0x6b], Buffer.from(entries.flat()));
    const segment = [0x18, 0x53, 0x80, 0x67];
    const header = data.subarray(0, data.indexOf(Buffer.from(segment)));
    const whole = Buffer.concat([header, element(segment, tracks)]);
    expect(refusalOf(written('tracks.mkv', whole))).toBe('too many tracks');
  });

  it('a header of 2^40 bytes', () => {
    const copy = Buffer.concat([data]);
    const size = Buffer.from([0x01, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00]);
    size.copy(copy, elementAt(copy, [0x15, 0x49, 0xa9, 0x66]));
    expect(refusalOf(written('header.mkv', copy))).toBe('an element does not fit');
  });
});

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
      const random = seededRandom(name.length);
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

function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
