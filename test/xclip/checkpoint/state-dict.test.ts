/** What a well-formed pickle describes, and what of it is no checkpoint. */
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { bytes, dict, global, int, pickle, tensor, text, tuple, type Piece } from './pickle-writer.js';
import { WeightFolder } from './weight-folder.js';
import { torchFile } from './zip-writer.js';

const folder = new WeightFolder();
afterAll(() => folder.remove());

function refusal(...pieces: Piece[]): string {
  return folder.refusal({ 'pytorch_model.bin': torchFile(pickle(...pieces)) });
}

describe('a state dict', () => {
  const cases: [string, string, Piece[]][] = [
    [
      'whose storage is not there',
      'it lacks the record data/7 of w',
      [dict(text('w'), tensor({ key: '7' }))],
    ],
    [
      'whose storage is a path',
      'it lacks the record data/../../data/0 of w',
      [dict(text('w'), tensor({ key: '../../data/0' }))],
    ],
    [
      'whose storage has another size',
      'the record data/0 of w has 24 bytes, not those of 7 × float32',
      [dict(text('w'), tensor({ elementCount: 7 }))],
    ],
    [
      'whose storage has another type',
      'the record data/0 of w has 24 bytes, not those of 6 × float16',
      [dict(text('w'), tensor({ type: 'HalfStorage' }))],
    ],
    [
      'that reaches past its storage',
      'the tensor w reaches past the end of its storage',
      [dict(text('w'), tensor({ offset: 1 }))],
    ],
    [
      'that is larger than its storage',
      'the tensor w reaches past the end of its storage',
      [dict(text('w'), tensor({ shape: [2 ** 40, 2 ** 40], strides: [2 ** 40, 1] }))],
    ],
  ];
  test.each(cases)('%s is refused', (_, why, pieces) => {
    expect(refusal(...pieces)).toContain(
      `BROKEN_CHECKPOINT: ${join(folder.path, 'pytorch_model.bin')} is broken: ${why}`,
    );
  });

  test.each([
    ['transposed', [2, 3], [1, 2]],
    ['expanded', [6, 6], [0, 1]],
    ['strided', [2, 2], [3, 1]],
    ['of too few strides', [2, 3], [1]],
  ])('with a tensor that is %s is refused by its layout', (_, shape, strides) => {
    expect(refusal(dict(text('w'), tensor({ shape, strides })))).toMatch(
      /^UNSUPPORTED_LAYOUT: the tensor w of .* is stored in another order than its rows'/,
    );
  });

  test.each([
    [
      'a training checkpoint',
      [dict(text('state_dict'), dict(text('w'), tensor()), text('epoch'), int(3))],
      'it holds state_dict, epoch where',
    ],
    ['nothing', [dict()], 'it holds nothing where'],
    ['a lone tensor', [tensor()], 'it holds no state dict'],
    ['a number', [int(1)], 'it holds no state dict'],
  ] as [string, Piece[], string][])('that is %s is refused as such', (_, pieces, why) => {
    expect(refusal(...pieces)).toContain('UNSUPPORTED_CHECKPOINT');
    expect(refusal(...pieces)).toContain(why);
  });

  test('may hold scalars, empty tensors, views, parameters, metadata and odd names', () => {
    const parameter = bytes(
      global('torch._utils', '_rebuild_parameter'),
      tuple(tensor(), 0x88, global('collections', 'OrderedDict'), ')R'),
      'R',
    );
    const pickled = pickle(
      global('collections', 'OrderedDict'),
      ')R(',
      ...[text('scalar'), tensor({ shape: [], strides: [], offset: 5 })],
      ...[text('empty'), tensor({ shape: [0, 3], strides: [7, 7], offset: 6 })],
      ...[text('thin'), tensor({ shape: [1, 2, 1], strides: [99, 1, 5], offset: 3 })],
      ...[text('parameter'), parameter, text('__proto__'), tensor(), text('step'), int(7), text('none'), 'N'],
      'u',
      ...[dict(text('_metadata'), dict()), 'b'],
    );
    const checkpoint = folder.open({ 'pytorch_model.bin': torchFile(pickled) });
    expect(checkpoint.names).toEqual(['scalar', 'empty', 'thin', 'parameter', '__proto__']);
    const start = checkpoint.weight('__proto__', [2, 3]).byteOffset;
    expect(checkpoint.weight('scalar', [])).toMatchObject({ byteOffset: start + 20, byteLength: 4 });
    expect(checkpoint.weight('empty', [0, 3])).toMatchObject({ byteLength: 0 });
    expect(checkpoint.weight('thin', [1, 2, 1])).toMatchObject({ byteOffset: start + 12, byteLength: 8 });
    expect(checkpoint.weight('parameter', [2, 3])).toMatchObject({ byteOffset: start, byteLength: 24 });
  });

  test('of protocol 4, with its own instructions, is read', () => {
    const short = (value: string) => bytes(0x8c, value.length, value);
    const stackGlobal = (module: string, name: string) => bytes(short(module), short(name), 0x93, 0x94);
    const id = bytes(
      '(',
      short('storage'),
      0x94,
      stackGlobal('torch', 'FloatStorage'),
      short('0'),
      short('cpu'),
      'K',
      6,
      't',
      'Q',
    );
    const value = bytes(
      stackGlobal('torch._utils', '_rebuild_tensor_v2'),
      '(',
      id,
      'K',
      0,
      'K',
      2,
      'K',
      3,
      0x86,
      'K',
      3,
      'K',
      1,
      0x86,
      0x89,
      '}',
      't',
      'R',
    );
    const pickled = bytes(0x80, 4, 0x95, Buffer.alloc(8), '}', 0x94, short('w'), 0x94, value, 's.');
    expect(folder.open({ 'pytorch_model.bin': torchFile(pickled) }).names).toEqual(['w']);
  });
});
