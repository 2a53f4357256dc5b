/** Pickles that ask for more than tensors need, or contradict themselves: refused by name, and nothing of them is run. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  bytes,
  dict,
  global,
  int,
  pickle,
  storage,
  tensor,
  text,
  tuple,
  uint32,
  type Piece,
} from './pickle-writer.js';
import { WeightFolder } from './weight-folder.js';
import { torchFile } from './zip-writer.js';

const folder = new WeightFolder();
afterAll(() => folder.remove());

function refusal(...pieces: Piece[]): string {
  return folder.refusal({ 'pytorch_model.bin': torchFile(pickle(...pieces)) });
}

const refused = (what: string): string =>
  `UNSAFE_PICKLE: ${join(folder.path, 'pytorch_model.bin')} is refused: it ${what}, which tensors do not need`;

describe('a pickle that would run code', () => {
  const canary = `${folder.path}-canary`;
  const command = `touch ${canary}`;

  test.each<[string, string, Piece[]]>([
    ['os.system', 'asks for os.system', [global('os', 'system'), tuple(text(command)), 'R']],
    ['posix.system', 'asks for posix.system', [global('posix', 'system'), tuple(text(command)), 'R']],
    ['builtins.eval', 'asks for builtins.eval', [global('builtins', 'eval'), tuple(text('1')), 'R']],
    [
      'eval in a value',
      'asks for builtins.eval',
      [dict(text('a'), bytes(global('builtins', 'eval'), tuple(text('1')), 'R'))],
    ],
    ['getattr', 'asks for builtins.getattr', [global('builtins', 'getattr')]],
    ['STACK_GLOBAL', 'asks for os.system', [text('os'), text('system'), 0x93, tuple(text(command)), 'R']],
    ['STACK_GLOBAL of no text', 'asks for something whose name is no text', [int(1), text('system'), 0x93]],
    ['INST', 'asks for os.system', ['(', text(command), 'ios\nsystem\n']],
    ['INST of an allowed name', 'uses the instruction INST', ['(icollections\nOrderedDict\n']],
    ['OBJ', 'uses the instruction 0x6f', ['(', global('collections', 'OrderedDict'), 'o']],
    ['NEWOBJ', 'uses the instruction 0x81', [global('collections', 'OrderedDict'), ')', 0x81]],
    ['NEWOBJ_EX', 'uses the instruction 0x92', [global('collections', 'OrderedDict'), ')}', 0x92]],
    ['EXT1', 'uses the instruction 0x82', [0x82, 1]],
    [
      'a dotted name',
      'asks for torch.FloatStorage.__init__',
      [text('torch'), text('FloatStorage.__init__'), 0x93],
    ],
    ['torch.load', 'asks for torch.load', [global('torch', 'load')]],
    [
      'torch.storage._load_from_bytes',
      'asks for torch.storage._load_from_bytes',
      [global('torch.storage', '_load_from_bytes')],
    ],
    ['an inherited name', 'asks for __proto__.constructor', [global('__proto__', 'constructor')]],
    ['a name with an escape', 'asks for "os.\\u001b[2J"', [global('os', '\x1b[2J')]],
    ['calling a storage', 'calls torch.FloatStorage', [global('torch', 'FloatStorage'), ')R']],
    ['calling a text', 'calls a string', [text('os.system'), ')R']],
    ['BUILD with a tuple', 'sets the state of a dict to a tuple', [dict(), ')b']],
    ['TorchScript-like persistent ids in text', 'uses the instruction 0x50', ['Pabc\n']],
  ])('by %s is refused by name', (_, what, pieces) => {
    expect(refusal(...pieces)).toBe(refused(what));
    expect(existsSync(canary)).toBe(false);
  });

  test('has a long name cut', () => {
    expect(refusal(global('os', 'x'.repeat(100_000))).length).toBeLessThan(400);
  });

  test("is refused where Python's own pickle would have run it", () => {
    const hostile = pickle(global('posix', 'system'), tuple(text(command)), 'R');
    const python = ['python3', '-c', 'import sys, pickle; pickle.loads(sys.stdin.buffer.read())'] as const;
    try {
      execFileSync(python[0], python.slice(1), { input: hostile, stdio: ['pipe', 'ignore', 'ignore'] });
    } catch {
      return; // no Python here: the refusals above stand alone
    }
    expect(existsSync(canary)).toBe(true);
    execFileSync('rm', [canary]);
    expect(folder.refusal({ 'pytorch_model.bin': torchFile(hostile) })).toBe(
      refused('asks for posix.system'),
    );
    expect(existsSync(canary)).toBe(false);
  });
});

describe('a pickle that contradicts itself', () => {
  const overrun = bytes('X', uint32(0xffffffff), 'abc');
  test.each<[string, string, Piece[]]>([
    ['a text longer than the file', 'it ends inside a value', [overrun]],
    ['a BINUNICODE8 of 2^63', 'it ends inside a value', [0x8d, Buffer.alloc(8, 0x7f)]],
    ['a text that is not UTF-8', 'it has a text that is not UTF-8', ['X', uint32(2), 0xc3, 0x28]],
    ['a LONG1 of 255 bytes', 'it has a number of 255 bytes', [0x8a, 255, Buffer.alloc(255)]],
    ['a name without an end', 'it ends inside a name', ['cos']],
    ['an empty stack', 'it lacks a value', []],
    ['a tuple of too few', 'it lacks a value', [int(1), 0x86]],
    ['a tuple across a mark', 'it lacks a value', [int(1), '(', int(2), 0x86]],
    ['no mark', 'it lacks a mark', [int(1), 't']],
    ['a mark left over', 'it ends too early', ['(', '(}', 't']],
    ['two results', 'it ends too early', [dict(), dict()]],
    ['more after its end', 'more follows its end', [dict(), '.', dict()]],
    ['a memo that was never set', 'it recalls a value that it never had', ['h', 7]],
    ['items for no dict', 'it sets keys of no dict', [']', text('a'), int(1), 's']],
    ['appending to no list', 'it appends to no list', ['}', int(1), 'a']],
    ['a key without a value', 'it has a key without a value', ['}(', text('a'), 'u']],
    ['a dict for a key', 'it has a dict for a key', [dict(dict(), int(1))]],
    ['a key twice', 'it has the key "a" twice', [dict(text('a'), tensor(), text('a'), tensor())]],
    ['protocol 9', 'it is of protocol 9', [0x80, 9]],
    [
      'an OrderedDict of something',
      'it makes an OrderedDict of something',
      [global('collections', 'OrderedDict'), tuple(tuple()), 'R'],
    ],
    [
      'a call without arguments',
      'it calls collections.OrderedDict with no arguments',
      [global('collections', 'OrderedDict'), int(1), 'R'],
    ],
    [
      'a tensor without a storage',
      'it has a tensor without a storage',
      [global('torch._utils', '_rebuild_tensor_v2'), tuple(text('storage')), 'R'],
    ],
    [
      'a parameter without a tensor',
      'it has a parameter without a tensor',
      [global('torch._utils', '_rebuild_parameter'), tuple(int(1)), 'R'],
    ],
    [
      'a storage of a negative size',
      'it refers to a storage in a way that torch.save does not',
      [storage({ elementCount: -1 })],
    ],
    [
      'a storage of a wrong tag',
      'it refers to a storage in a way that torch.save does not',
      [tuple(text('module')), 'Q'],
    ],
    ['an endless storage', 'it has an endless storage', [storage({ elementCount: 2 ** 52 })]],
    [
      'a negative offset',
      'it has a tensor with an impossible offset',
      [dict(text('w'), tensor({ offset: -1 }))],
    ],
    [
      'a negative dimension',
      'it has a tensor with an impossible shape or strides',
      [dict(text('w'), tensor({ shape: [-2, -3] }))],
    ],
    [
      'too many dimensions',
      'it has a tensor with an impossible shape or strides',
      [dict(text('w'), tensor({ shape: Array<number>(17).fill(1) }))],
    ],
    ['a million values', 'it makes more than 1000000 values', ['N'.repeat(1_000_001)]],
    ['a million marks', 'it makes more than 1000000 values', ['('.repeat(1_000_001)]],
  ])('by %s is refused', (_, why, pieces) => {
    const path = join(folder.path, 'pytorch_model.bin');
    expect(refusal(...pieces)).toBe(`BROKEN_CHECKPOINT: ${path} is broken: data.pkl: ${why}`);
  });

  test('by its size alone is refused before it is read', () => {
    expect(folder.refusal({ 'pytorch_model.bin': torchFile(Buffer.alloc(5_000_000)) })).toContain(
      'its data.pkl has 5000000 bytes',
    );
  });

  test('is refused for nesting only where tensors should be', () => {
    const nested = bytes(']'.repeat(100_000), 'a'.repeat(99_999));
    expect(refusal(dict(text('deep'), nested, text('w'), tensor()))).toBe('accepted');
    expect(refusal(nested)).toContain('it holds no state dict');
  });

  test('cannot multiply by its memo: references stay references', () => {
    const doubling = Array.from({ length: 250 }, (_, i) => bytes('h', i, 'h', i, 0x86, 'q', i + 1));
    const bomb = bytes('(', ']q', 0, ...doubling, 't');
    expect(refusal(dict(text('bomb'), bomb, text('w'), tensor()))).toBe('accepted');
  });
});
