import type { ElementType } from '../stored-tensor.js';

/** All that a pickle may hold here: plain data, and descriptions of tensors. */
export type Pickled = null | boolean | number | string | List | Tuple | Dict | Global | Storage | Tensor;

export interface List {
  kind: 'list';
  items: Pickled[];
}

export interface Tuple {
  kind: 'tuple';
  items: readonly Pickled[];
}

/** A dict or OrderedDict. */
export interface Dict {
  kind: 'dict';
  entries: Map<Pickled, Pickled>;
}

/** One of the few things that may be named, as `module.name`. */
export interface Global {
  kind: 'global';
  name: string;
}

/** A run of elements, which the record `data/<key>` holds. */
export interface Storage {
  kind: 'storage';
  elementType: ElementType;
  key: string;
  elementCount: number;
}

/** A view of a storage. */
export interface Tensor {
  kind: 'tensor';
  storage: Storage;
  elementOffset: number;
  shape: readonly number[];
  /** in elements */
  strides: readonly number[];
}

/** What kind of thing a value is, for messages. */
export function kindOf(value: Pickled): string {
  if (value === null) return 'None';
  return typeof value === 'object' ? value.kind : typeof value;
}
