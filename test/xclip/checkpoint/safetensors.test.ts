/** model.safetensors files that are cut short, or whose headers lie. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../../src/xclip/checkpoint/open-checkpoint.js';
import { WeightFolder } from './weight-folder.js';

const folder = new WeightFolder();
const path = join(folder.path, 'model.safetensors');
afterAll(() => folder.remove());

function file(header: string, dataBytes: number, claimedBytes?: bigint): Buffer {
  const text = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(claimedBytes ?? BigInt(text.length));
  return Buffer.concat([length, text, Buffer.alloc(dataBytes)]);
}

const refusal = (bytes: Buffer): string => folder.refusal({ 'model.safetensors': bytes });
const entry = (shape: unknown, offsets: unknown, dtype: unknown = 'F32') =>
  JSON.stringify({ dtype, shape, data_offsets: offsets });
const brokenBecause = (why: string): string => `BROKEN_CHECKPOINT: ${path} is broken: ${why}`;

describe('a header', () => {
  test('may hold scalars, empty tensors, odd names, metadata and spaces', () => {
    const header = `  {"__metadata__": {"format": "pt"}, "__proto__": ${entry([2], [0, 8])}, "": ${entry([], [8, 12])},
      "empty": ${entry([0, 3], [12, 12])}, "constructor": ${entry([1, 1], [12, 16])}, "ids": ${entry([1], [16, 24], 'I64')}}  `;
    const checkpoint = folder.open({ 'model.safetensors': file(header, 24) });
    expect(checkpoint.names.sort()).toEqual(['', '__proto__', 'constructor', 'empty', 'ids']);
    expect(checkpoint.weight('', [])).toMatchObject({ byteOffset: 8 + header.length + 8, byteLength: 4 });
    expect(checkpoint.weight('__proto__', [2]).shape).toEqual([2]);
    expect(checkpoint.has('toString')).toBe(false);
  });

  test('may hold nothing', () => {
    expect(folder.open({ 'model.safetensors': file('{}', 0) }).names).toEqual([]);
  });

  test.each<[string, string, number, string]>([
    [
      'a tensor twice',
      `{"a": ${entry([1], [0, 4])}, "a": ${entry([1], [0, 4])}}`,
      4,
      `its header is not safetensors' JSON: it has "a" twice`,
    ],
    [
      'a tensor twice, once escaped',
      `{"a": ${entry([1], [0, 4])}, "\\u0061": ${entry([1], [0, 4])}}`,
      4,
      `its header is not safetensors' JSON: it has "a" twice`,
    ],
    [
      'a shape twice',
      '{"a": {"dtype": "F32", "shape": [1], "shape": [2], "data_offsets": [0, 4]}}',
      4,
      `its header is not safetensors' JSON: it has "shape" twice`,
    ],
    [
      'deep nesting',
      '['.repeat(100_000),
      0,
      "its header is not safetensors' JSON: it is nested more than 3 deep",
    ],
    ['a list', '[]', 0, 'its header is not a JSON object'],
    ['metadata of numbers', '{"__metadata__": {"a": 1}}', 0, 'its __metadata__ is not a table of strings'],
    ['metadata that is none', '{"__metadata__": null}', 0, 'its __metadata__ is not a table of strings'],
    ['a tensor that is none', '{"a": null}', 0, 'tensor a is not described by an object'],
    [
      'an overlap',
      `{"a": ${entry([2], [0, 8])}, "b": ${entry([1], [4, 8])}}`,
      8,
      'tensor b overlaps another tensor',
    ],
    ['a hole', `{"a": ${entry([1], [0, 4])}, "b": ${entry([1], [8, 12])}}`, 12, 'tensor b follows a hole'],
    ['a hole at the start', `{"a": ${entry([1], [4, 8])}}`, 8, 'tensor a follows a hole'],
    ['bytes left over', `{"a": ${entry([1], [0, 4])}}`, 5, '1 bytes follow its last tensor'],
    ['reversed offsets', `{"a": ${entry([1], [4, 0])}}`, 4, 'tensor a has no valid offsets'],
    ['three offsets', `{"a": ${entry([1], [0, 4, 8])}}`, 4, 'tensor a has no valid offsets'],
    ['negative offsets', `{"a": ${entry([1], [-4, 0])}}`, 4, 'tensor a has no valid offsets'],
    [
      'a huge offset',
      '{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 1e300]}}',
      4,
      'tensor a has no valid offsets',
    ],
    [
      'an endless offset',
      '{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 1e999]}}',
      4,
      'tensor a has no valid offsets',
    ],
    ['a fraction', `{"a": ${entry([1.5], [0, 6])}}`, 6, 'tensor a has no valid shape'],
    ['a shape of text', `{"a": ${entry(['1'], [0, 4])}}`, 4, 'tensor a has no valid shape'],
    ['too many dimensions', `{"a": ${entry(Array(17).fill(1), [0, 4])}}`, 4, 'tensor a has no valid shape'],
    [
      'a shape that does not fit',
      `{"a": ${entry([3], [0, 4])}}`,
      4,
      'tensor a of shape [3] cannot fill 4 bytes',
    ],
    [
      'a shape that overflows',
      `{"a": ${entry([2 ** 52, 2 ** 52], [0, 4])}}`,
      4,
      `tensor a of shape [${2 ** 52}, ${2 ** 52}] cannot fill 4 bytes`,
    ],
    [
      'an unknown type',
      `{"a": ${entry([1], [0, 4], 'F8_E4M3')}}`,
      4,
      'tensor a has the unknown type F8_E4M3',
    ],
    [
      'an inherited type',
      `{"a": ${entry([1], [0, 4], 'constructor')}}`,
      4,
      'tensor a has the unknown type constructor',
    ],
    [
      'a type that is no text',
      `{"a": ${entry([1], [0, 4], { toString: 1 })}}`,
      4,
      'tensor a has the unknown type object',
    ],
    [
      'a name with an escape',
      `{"a\\u001b[2J": ${entry([3], [0, 4])}}`,
      4,
      'tensor "a\\u001b[2J" of shape [3] cannot fill 4 bytes',
    ],
  ])('with %s is refused', (_, header, dataBytes, why) => {
    expect(refusal(file(header, dataBytes))).toBe(brokenBecause(why));
  });

  test.each(['{', '{"a": }', '{"a" 1}', '{"\\x": 1}', '', '{"a": 1}}', 'nul', '"', '{"a\\'])(
    '%j is refused as JSON',
    (header) => {
      expect(refusal(file(header, 0))).toMatch(/^BROKEN_CHECKPOINT: .*its header is not/);
    },
  );

  test('that is not UTF-8 is refused', () => {
    const bytes = file('{"a": 1}', 0);
    bytes[10] = 0xff;
    expect(refusal(bytes)).toMatch(/its header is not safetensors' JSON/);
  });

  test.each([100_000_000n, 2n ** 63n, 2n ** 64n - 1n])(
    'that claims %s bytes is refused before it is read',
    (claimed) => {
      expect(refusal(file('{}', 0, claimed))).toBe(
        brokenBecause(`its header claims ${Number(claimed)} bytes`),
      );
    },
  );

  test('has long names cut in messages', () => {
    expect(refusal(file(`{"${'x'.repeat(1_000_000)}": 1}`, 0)).length).toBeLessThan(400);
  });
});

describe('a file', () => {
  test('cut anywhere is refused', () => {
    const whole = file(`{"a": ${entry([1], [0, 4])}, "b": ${entry([2], [4, 12])}}`, 12);
    expect(refusal(whole)).toBe('accepted');
    for (let length = 0; length < whole.length; length++) {
      expect(refusal(whole.subarray(0, length))).toMatch(/^BROKEN_CHECKPOINT/);
    }
  });

  test("that is Git LFS's pointer is refused as such", () => {
    expect(refusal(Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'))).toMatch(
      /^UNSUPPORTED_CHECKPOINT: .* Git LFS's pointer/,
    );
  });

  test.skipIf(process.platform === 'win32')('that is a folder or a pipe is refused, not waited for', () => {
    folder.open({ 'model.safetensors': file('{}', 0) });
    rmSync(path);
    execFileSync('mkfifo', [path]);
    expect(() => openCheckpoint(folder.path)).toThrow(/cannot read .*: it is not a file/);
    rmSync(path);
    execFileSync('mkdir', [path]);
    expect(() => openCheckpoint(folder.path)).toThrow(/cannot read .*: it is not a file/);
  });
});
