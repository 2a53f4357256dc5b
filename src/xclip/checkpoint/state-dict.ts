import { CheckpointError } from '../../errors.js';
import type { Pickled, Tensor } from './pickle/values.js';
import { broken, shown, unsupported } from './refusals.js';
import { ELEMENT_BYTES, elementCount, type StoredTensor } from './stored-tensor.js';

/** The bytes of a storage in a file. */
export interface StorageBytes {
  byteOffset: number;
  byteLength: number;
}

interface StateDictSource {
  /** for messages */
  path: string;
  /** absolute, links resolved */
  file: string;
  findStorage: (key: string) => StorageBytes | undefined;
}

/**
 * The tensors of a pickled state dict; what else it holds is passed over.
 * @throws CheckpointError if there are none, or one does not fit into its storage or lies there out of order
 */
export function stateDictTensors(stateDict: Pickled, source: StateDictSource): StoredTensor[] {
  if (typeof stateDict !== 'object' || stateDict?.kind !== 'dict') {
    throw unsupported(source.path, 'it holds no state dict', RESAVE);
  }
  const tensors: StoredTensor[] = [];
  for (const [name, value] of stateDict.entries) {
    if (typeof name === 'string' && typeof value === 'object' && value?.kind === 'tensor') {
      tensors.push(storedTensor(name, value, source));
    }
  }
  if (tensors.length === 0) {
    const names = [...stateDict.entries.keys()].filter((key) => typeof key === 'string');
    const keys = names.slice(0, 5).map(shown);
    const what = keys.length === 0 ? 'nothing' : keys.join(', ');
    throw unsupported(source.path, `it holds ${what} where a state dict holds tensors by name`, RESAVE);
  }
  return tensors;
}

const RESAVE = 'save the model again with save_pretrained';

function storedTensor(
  name: string,
  tensor: Tensor,
  { path, file, findStorage }: StateDictSource,
): StoredTensor {
  const { storage, elementOffset, shape } = tensor;
  const { elementType } = storage;
  const bytes = findStorage(storage.key);
  if (bytes === undefined)
    throw broken(path, `it lacks the record data/${shown(storage.key)} of ${shown(name)}`);
  const elementBytes = ELEMENT_BYTES[elementType];
  if (bytes.byteLength !== storage.elementCount * elementBytes) {
    throw broken(
      path,
      `the record data/${shown(storage.key)} of ${shown(name)} has ${bytes.byteLength} bytes, ` +
        `not those of ${storage.elementCount} × ${elementType}`,
    );
  }
  if (!isRowMajor(tensor)) {
    throw new CheckpointError(
      `the tensor ${shown(name)} of ${path} is stored in another order than its rows' ` +
        `(shape [${shape.join(', ')}], strides [${tensor.strides.join(', ')}])`,
      {
        code: 'UNSUPPORTED_LAYOUT',
        hint: 'make it contiguous() and save the model again with save_pretrained',
      },
    );
  }
  const count = elementCount(shape);
  if (!(elementOffset + count <= storage.elementCount)) {
    throw broken(path, `the tensor ${shown(name)} reaches past the end of its storage`);
  }
  const byteOffset = bytes.byteOffset + elementOffset * elementBytes;
  return { name, elementType, shape, file, byteOffset, byteLength: count * elementBytes };
}

/** Whether the elements lie one after the other, the last axis fastest. An axis of one element may have any stride. */
function isRowMajor({ shape, strides }: Tensor): boolean {
  if (shape.length !== strides.length) return false;
  if (shape.includes(0)) return true;
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    if (size !== 1 && strides[axis] !== expected) return false;
    expected *= size;
  }
  return true;
}
