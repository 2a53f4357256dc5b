/** Files made to hurt whoever reads them in process: each is refused or served, soon, in little memory. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fixturePath } from '../support/fixtures.js';
import { refusalOf, written } from './refusal-of.js';

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
  function grown(path: readonly string[], added: Buffer, from = data): Buffer {
    const copy = Buffer.concat([from]);
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
    const whole = grown(path, table, copy);
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
