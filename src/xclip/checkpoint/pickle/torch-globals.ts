/**
 * The only things a pickle may name, and what they make: descriptions, never objects. Anything else is refused by name
 * where it is named, before anything could be done with it.
 */
import { shown } from '../refusals.js';
import { ELEMENT_BYTES, MAX_RANK, type ElementType } from '../stored-tensor.js';
import { BrokenPickle, UnsafePickle } from './pickle-error.js';
import { kindOf, type Global, type Pickled, type Storage, type Tensor } from './values.js';

const STORAGES: ReadonlyMap<string, ElementType> = new Map([
  ['torch.DoubleStorage', 'float64'],
  ['torch.FloatStorage', 'float32'],
  ['torch.HalfStorage', 'float16'],
  ['torch.BFloat16Storage', 'bfloat16'],
  ['torch.LongStorage', 'int64'],
  ['torch.IntStorage', 'int32'],
  ['torch.ShortStorage', 'int16'],
  ['torch.CharStorage', 'int8'],
  ['torch.ByteStorage', 'uint8'],
  ['torch.BoolStorage', 'bool'],
]);

const FUNCTIONS: ReadonlyMap<string, (args: readonly Pickled[]) => Pickled> = new Map([
  ['collections.OrderedDict', orderedDict],
  ['torch._utils._rebuild_tensor_v2', rebuildTensor],
  ['torch._utils._rebuild_parameter', rebuildParameter],
]);

/** @throws UnsafePickle naming it, if it is anything but the above */
export function findGlobal(module: string, name: string): Global {
  const fullName = `${module}.${name}`;
  if (FUNCTIONS.has(fullName) || STORAGES.has(fullName)) return { kind: 'global', name: fullName };
  throw new UnsafePickle(`it asks for ${shown(fullName)}`);
}

/** What Python would make by calling `called`; here, a description of that. */
export function callGlobal(called: Pickled, args: Pickled): Pickled {
  if (!isKind(called, 'global')) throw new UnsafePickle(`it calls a ${kindOf(called)}`);
  if (!isKind(args, 'tuple')) throw new BrokenPickle(`it calls ${called.name} with no arguments`);
  const make = FUNCTIONS.get(called.name);
  if (make === undefined) throw new UnsafePickle(`it calls ${called.name}`);
  return make(args.items);
}

/** ('storage', torch.FloatStorage, '0', 'cpu', 12): how torch.save refers to a record. */
export function findStorage(id: Pickled): Storage {
  const [tag, type, key, , elementCount] = isKind(id, 'tuple') ? id.items : [];
  const elementType = isKind(type, 'global') ? STORAGES.get(type.name) : undefined;
  if (tag !== 'storage' || elementType === undefined || typeof key !== 'string' || !isSize(elementCount)) {
    throw new BrokenPickle('it refers to a storage in a way that torch.save does not');
  }
  if (!isSize(elementCount * ELEMENT_BYTES[elementType])) throw new BrokenPickle('it has an endless storage');
  return { kind: 'storage', elementType, key, elementCount };
}

function orderedDict(args: readonly Pickled[]): Pickled {
  if (args.length > 0) throw new BrokenPickle('it makes an OrderedDict of something');
  return { kind: 'dict', entries: new Map() };
}

/** (storage, offset, shape, strides, requires_grad, hooks[, metadata]) */
function rebuildTensor([storage, elementOffset, shape, strides]: readonly Pickled[]): Tensor {
  if (!isKind(storage, 'storage')) throw new BrokenPickle('it has a tensor without a storage');
  if (!isSize(elementOffset)) throw new BrokenPickle('it has a tensor with an impossible offset');
  return { kind: 'tensor', storage, elementOffset, shape: sizes(shape), strides: sizes(strides) };
}

/** (tensor, requires_grad, hooks) */
function rebuildParameter([tensor]: readonly Pickled[]): Tensor {
  if (!isKind(tensor, 'tensor')) throw new BrokenPickle('it has a parameter without a tensor');
  return tensor;
}

function sizes(value: Pickled | undefined): readonly number[] {
  const items = isKind(value, 'tuple') ? value.items : undefined;
  if (items === undefined || items.length > MAX_RANK || !items.every(isSize)) {
    throw new BrokenPickle('it has a tensor with an impossible shape or strides');
  }
  return items;
}

function isSize(value: Pickled | undefined): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isKind<K extends string>(
  value: Pickled | undefined,
  kind: K,
): value is Extract<Pickled, { kind: K }> {
  return typeof value === 'object' && value?.kind === kind;
}
