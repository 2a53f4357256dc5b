/** pytorch_model.bin files that are cut short, foreign, or zips that lie about where things are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fixturePath } from '../../support/fixtures.js';
import { bytes, dict, pickle, tensor, text } from './pickle-writer.js';
import { WeightFolder } from './weight-folder.js';
import { torchFile, zip, type RecordToWrite } from './zip-writer.js';

const folder = new WeightFolder();
const path = join(folder.path, 'pytorch_model.bin');
afterAll(() => folder.remove());

const refusal = (file: Buffer): string => folder.refusal({ 'pytorch_model.bin': file });
const stateDict = pickle(dict(text('w'), tensor()));
const pickleRecord: RecordToWrite = { name: 'archive/data.pkl', data: stateDict };
const dataRecord: RecordToWrite = { name: 'archive/data/0', data: Buffer.alloc(24, 1) };
const brokenBecause = (why: string): string => `BROKEN_CHECKPOINT: ${path} is broken: ${why}`;

describe('a zip', () => {
  test.each([
    ['with 64-bit ends', zip([pickleRecord, dataRecord], { end64: true })],
    ['without', zip([pickleRecord, dataRecord])],
    [
      'with 64-bit sizes',
      zip(
        [
          { ...pickleRecord, large: true },
          { ...dataRecord, large: true },
        ],
        { end64: true },
      ),
    ],
    [
      'with padding',
      zip([
        { ...pickleRecord, extra: Buffer.alloc(17) },
        { ...dataRecord, extra: Buffer.alloc(41) },
      ]),
    ],
    ['with data descriptors announced', zip([pickleRecord, { ...dataRecord, flags: 0x808 }])],
    [
      'of another name',
      zip([
        { ...pickleRecord, name: 'x y/data.pkl' },
        { ...dataRecord, name: 'x y/data/0' },
      ]),
    ],
    [
      'with a little-endian mark',
      zip([pickleRecord, dataRecord, { name: 'archive/byteorder', data: Buffer.from('little') }]),
    ],
  ])('%s is read, and says where its bytes lie', (_, file) => {
    const weight = folder.open({ 'pytorch_model.bin': file }).weight('w', [2, 3]);
    expect(file.subarray(weight.byteOffset, weight.byteOffset + weight.byteLength)).toEqual(dataRecord.data);
  });

  test.each<[string, string, RecordToWrite[], Parameters<typeof zip>[1]?]>([
    ['without data.pkl', 'it has no record data.pkl', [dataRecord]],
    [
      'with two',
      'it has more than one record data.pkl',
      [pickleRecord, { ...pickleRecord, name: 'b/data.pkl' }, dataRecord],
    ],
    ['with a record twice', 'record archive/data/0 is there twice', [pickleRecord, dataRecord, dataRecord]],
    [
      'with overlapping records',
      'record archive/data/0 overlaps another',
      [pickleRecord, { ...dataRecord, offset: 5 }],
    ],
    [
      'with a record inside another',
      'record archive/data/0 overlaps another',
      [{ ...pickleRecord, byteLength: stateDict.length + 10 }, dataRecord],
    ],
    [
      'with a record outside',
      'record archive/data/0 lies outside of the file',
      [pickleRecord, { ...dataRecord, offset: 100_000 }],
    ],
    [
      'with a record that is too long',
      'record archive/data/0 lies outside of the file',
      [pickleRecord, { ...dataRecord, byteLength: 2 ** 31 }],
    ],
    [
      'with an endless record',
      'record archive/data/0 lies outside of the file',
      [pickleRecord, { ...dataRecord, byteLength: 2 ** 60, large: true }],
    ],
    [
      'with a record in the directory',
      'record archive/data/0 lies outside of the file',
      [pickleRecord, { ...dataRecord, byteLength: 25 }],
    ],
    [
      'with too few entries',
      'its directory has 2 records and claims 3',
      [pickleRecord, dataRecord],
      { entryCount: 3 },
    ],
    [
      'with a directory that starts late',
      'its zip directory is not where its end says',
      [pickleRecord, dataRecord],
      { directoryOffset: 3 },
    ],
    [
      'with a huge directory',
      'its zip directory is not where its end says',
      [pickleRecord, dataRecord],
      { directoryBytes: 2 ** 31, end64: true },
    ],
  ])('%s is refused', (_, why, records, options) => {
    expect(refusal(zip(records, options))).toBe(brokenBecause(why));
  });

  test('whose directory is larger than any is refused before it is read', () => {
    const name = `archive/${'x'.repeat(60_000)}`;
    const records = Array.from({ length: 80 }, (_, i) => ({ name: `${name}${i}`, data: Buffer.alloc(0) }));
    expect(refusal(zip(records))).toMatch(/its directory claims \d+ bytes$/);
  });

  test('whose record is elsewhere than its directory says is refused', () => {
    const file = zip([pickleRecord, dataRecord]);
    file.write('archive/data/9', file.indexOf('archive/data/0'));
    expect(refusal(file)).toBe(brokenBecause('record archive/data/0 is not where the directory says'));
  });

  test.each([{ method: 8 }, { flags: 1 }])(
    'with compressed or encrypted records (%o) is refused',
    (traits) => {
      expect(refusal(zip([pickleRecord, { ...dataRecord, ...traits }]))).toBe(
        `UNSUPPORTED_CHECKPOINT: ${path} cannot be read: its record archive/data/0 is compressed or encrypted`,
      );
    },
  );

  test.each([
    [
      'big-endian numbers',
      { name: 'archive/byteorder', data: Buffer.from('big') },
      'its numbers are big-endian',
    ],
    [
      'a program',
      { name: 'archive/constants.pkl', data: Buffer.from('') },
      'it is a TorchScript program, not weights',
    ],
  ])('of %s is refused as such', (_, record, why) => {
    expect(refusal(zip([pickleRecord, dataRecord, record]))).toBe(
      `UNSUPPORTED_CHECKPOINT: ${path} cannot be read: ${why}`,
    );
  });
});

describe('a file that is no zip', () => {
  test.each([
    [
      "PyTorch's old format",
      bytes(0x80, 2, 0x8a, 10, 'l\xfc\x9cF\xf9 j\xa8P\x19.'),
      /UNSUPPORTED_CHECKPOINT: .* saved by PyTorch before 1\.6/,
    ],
    [
      "Git LFS's pointer",
      Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'),
      /UNSUPPORTED_CHECKPOINT: .* Git LFS's pointer/,
    ],
    ['nothing', Buffer.alloc(0), /BROKEN_CHECKPOINT: .* is not a PyTorch file/],
    ['one byte', Buffer.from('P'), /BROKEN_CHECKPOINT: .* is not a PyTorch file/],
    ['a page', Buffer.from('<!doctype html>'.repeat(10)), /BROKEN_CHECKPOINT: .* is not a PyTorch file/],
    ['the start of a zip', Buffer.from('PK\x03\x04'), /BROKEN_CHECKPOINT: .* it is cut short/],
  ])('but %s is refused as such', (_, file, pattern) => {
    expect(refusal(file)).toMatch(pattern);
  });
});

test('a file cut anywhere is refused', () => {
  const whole = torchFile(stateDict);
  expect(refusal(whole)).toBe('accepted');
  for (let length = 0; length < whole.length; length++) {
    expect(refusal(whole.subarray(0, length))).toMatch(/^(BROKEN|UNSUPPORTED)_CHECKPOINT/);
  }
});

test("a real file is refused with any of its zip's structures cut", () => {
  const whole = readFileSync(fixturePath('forms/weights/bf16-bin/pytorch_model.bin'));
  const ends = [1, 21, 22, 23, 41, 42, 43, 97, 98, 99, 1000, 10_000, 50_000].map((cut) => whole.length - cut);
  for (const end of ends) expect(refusal(whole.subarray(0, end))).toMatch(/^BROKEN_CHECKPOINT/);
  expect(refusal(whole)).toBe('accepted');
  expect(refusal(Buffer.concat([Buffer.alloc(7), whole]))).toMatch(/^BROKEN_CHECKPOINT/);
  expect(refusal(Buffer.concat([whole, Buffer.alloc(7)]))).toMatch(/^BROKEN_CHECKPOINT/);
});
