/** The instructions that torch.save writes (protocol 2, and the later ones' for the same values), and nothing else. */
import type { PickleMachine } from './pickle-machine.js';
import { BrokenPickle, UnsafePickle } from './pickle-error.js';
import { callGlobal, findGlobal, findStorage } from './torch-globals.js';
import { kindOf, type Dict, type Pickled } from './values.js';

type Instruction = (machine: PickleMachine) => void;

const LAST_PROTOCOL = 5;

/** By opcode; the names are those of Python's pickletools. */
export const INSTRUCTIONS: ReadonlyMap<number, Instruction> = new Map<number, Instruction>([
  [0x80, proto],
  [0x95, (m) => void m.bytes.uint64()], // FRAME
  [0x4e, (m) => m.push(null)], // NONE
  [0x88, (m) => m.push(true)], // NEWTRUE
  [0x89, (m) => m.push(false)], // NEWFALSE
  [0x4b, (m) => m.push(m.bytes.uint8())], // BININT1
  [0x4d, (m) => m.push(m.bytes.uint16())], // BININT2
  [0x4a, (m) => m.push(m.bytes.int32())], // BININT
  [0x8a, (m) => m.push(m.bytes.integer(m.bytes.uint8()))], // LONG1
  [0x47, (m) => m.push(m.bytes.float64())], // BINFLOAT
  [0x8c, (m) => m.push(m.bytes.text(m.bytes.uint8()))], // SHORT_BINUNICODE
  [0x58, (m) => m.push(m.bytes.text(m.bytes.uint32()))], // BINUNICODE
  [0x8d, (m) => m.push(m.bytes.text(m.bytes.uint64()))], // BINUNICODE8
  [0x28, (m) => m.mark()], // MARK
  [0x29, (m) => m.push({ kind: 'tuple', items: [] })], // EMPTY_TUPLE
  [0x85, (m) => m.push({ kind: 'tuple', items: m.popMany(1) })], // TUPLE1
  [0x86, (m) => m.push({ kind: 'tuple', items: m.popMany(2) })], // TUPLE2
  [0x87, (m) => m.push({ kind: 'tuple', items: m.popMany(3) })], // TUPLE3
  [0x74, (m) => m.push({ kind: 'tuple', items: m.popMark() })], // TUPLE
  [0x5d, (m) => m.push({ kind: 'list', items: [] })], // EMPTY_LIST
  [0x61, (m) => append(m, m.popMany(1))], // APPEND
  [0x65, (m) => append(m, m.popMark())], // APPENDS
  [0x7d, (m) => m.push({ kind: 'dict', entries: new Map() })], // EMPTY_DICT
  [0x73, (m) => setItems(m, m.popMany(2))], // SETITEM
  [0x75, (m) => setItems(m, m.popMark())], // SETITEMS
  [0x71, (m) => m.remember(m.bytes.uint8())], // BINPUT
  [0x72, (m) => m.remember(m.bytes.uint32())], // LONG_BINPUT
  [0x94, (m) => m.rememberNext()], // MEMOIZE
  [0x68, (m) => m.push(m.recall(m.bytes.uint8()))], // BINGET
  [0x6a, (m) => m.push(m.recall(m.bytes.uint32()))], // LONG_BINGET
  [0x63, (m) => m.push(namedGlobal(m))], // GLOBAL
  [0x93, stackGlobal],
  [0x69, inst],
  [0x52, reduce],
  [0x62, build],
  [0x51, (m) => m.push(findStorage(m.pop()))], // BINPERSID
]);

function proto(m: PickleMachine): void {
  const version = m.bytes.uint8();
  if (version < 2 || version > LAST_PROTOCOL) throw new BrokenPickle(`it is of protocol ${version}`);
}

function append(m: PickleMachine, items: readonly Pickled[]): void {
  const list = m.topList();
  for (const item of items) list.items.push(item);
}

function setItems(m: PickleMachine, items: readonly Pickled[]): void {
  if (items.length % 2 !== 0) throw new BrokenPickle('it has a key without a value');
  const { entries } = m.topDict();
  for (let i = 0; i < items.length; i += 2) {
    const [key = null, value = null] = items.slice(i, i + 2);
    if (typeof key === 'object' && key !== null) throw new BrokenPickle(`it has a ${key.kind} for a key`);
    if (entries.has(key)) throw new BrokenPickle(`it has the key ${JSON.stringify(key).slice(0, 100)} twice`);
    entries.set(key, value);
  }
}

function namedGlobal(m: PickleMachine): Pickled {
  return findGlobal(m.bytes.line(), m.bytes.line());
}

function stackGlobal(m: PickleMachine): void {
  const [module, name] = m.popMany(2);
  if (typeof module !== 'string' || typeof name !== 'string') {
    throw new UnsafePickle('it asks for something whose name is no text');
  }
  m.push(findGlobal(module, name));
}

/** INST names a class and makes one; never needed, so it is only named in the refusal. */
function inst(m: PickleMachine): never {
  findGlobal(m.bytes.line(), m.bytes.line());
  throw new UnsafePickle('it uses the instruction INST');
}

function reduce(m: PickleMachine): void {
  const [called = null, args = null] = m.popMany(2);
  m.push(callGlobal(called, args));
}

/** A state dict carries `_metadata` as an attribute, which nothing here needs. */
function build(m: PickleMachine): void {
  const state = m.pop();
  const target: Dict = m.topDict();
  if (kindOf(state) !== 'dict')
    throw new UnsafePickle(`it sets the state of a ${target.kind} to a ${kindOf(state)}`);
}
