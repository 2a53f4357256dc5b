import { closeSync, openSync, readSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { CheckpointError } from '../../errors.js';
import { toFloat32 } from './float-types.js';
import { WEIGHT_TYPES, type ElementType, type StoredTensor, type Weight } from './stored-tensor.js';

/** The tensors of a checkpoint by name, none of them read until asked for. */
export class Checkpoint {
  readonly #tensors: ReadonlyMap<string, StoredTensor>;
  readonly #used = new Set<string>();
  /** The nearest folder that holds all weight files: external data is named relative to it. */
  readonly folder: string;

  constructor(tensors: Iterable<StoredTensor>) {
    this.#tensors = new Map([...tensors].map((tensor) => [tensor.name, tensor]));
    this.folder = commonFolder([...this.#tensors.values()].map((tensor) => tensor.file));
  }

  get names(): string[] {
    return [...this.#tensors.keys()];
  }

  /** The same tensors under other names. */
  renamed(nameOf: (name: string) => string): Checkpoint {
    return new Checkpoint(
      [...this.#tensors.values()].map((tensor) => ({ ...tensor, name: nameOf(tensor.name) })),
    );
  }

  /** Tensors that nothing has asked for yet. */
  get unusedNames(): string[] {
    return this.names.filter((name) => !this.#used.has(name));
  }

  /** The files that hold the tensors, absolute, in order. */
  get files(): string[] {
    return [...new Set([...this.#tensors.values()].map((tensor) => tensor.file))].sort();
  }

  typeOf(name: string): ElementType | undefined {
    return this.#tensors.get(name)?.elementType;
  }

  has(name: string): boolean {
    return this.#tensors.has(name);
  }

  /** The tensors of a floating type, in the order they are stored. */
  get weights(): Weight[] {
    return [...this.#tensors.values()].filter(isWeight);
  }

  /** @throws CheckpointError MISSING_TENSOR, WRONG_SHAPE or WRONG_TYPE, naming the tensor */
  weight(name: string, shape: readonly number[]): Weight {
    const tensor = this.tensor(name, shape);
    if (isWeight(tensor)) return tensor;
    throw new CheckpointError(`the tensor ${name} is of type ${tensor.elementType}, not a floating one`, {
      code: 'WRONG_TYPE',
      hint: 'weights must be fp32, fp16 or bf16',
    });
  }

  /** A tensor of any type. @throws CheckpointError MISSING_TENSOR or WRONG_SHAPE, naming the tensor */
  tensor(name: string, shape: readonly number[]): StoredTensor {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) {
      throw new CheckpointError(`the checkpoint lacks the tensor ${name}`, {
        code: 'MISSING_TENSOR',
        hint: 'it is not a whole X-CLIP checkpoint',
      });
    }
    if (tensor.shape.length !== shape.length || tensor.shape.some((dim, axis) => dim !== shape[axis])) {
      throw new CheckpointError(
        `the tensor ${name} has shape [${tensor.shape.join(', ')}] where its config asks for [${shape.join(', ')}]`,
        { code: 'WRONG_SHAPE', hint: 'config.json and the weights do not belong together' },
      );
    }
    this.#used.add(name);
    return tensor;
  }

  /** The path of a tensor's file relative to `folder`, with forward slashes, as external data names it. */
  locationOf(tensor: StoredTensor): string {
    return relative(this.folder, tensor.file).split(sep).join('/');
  }

  /** The values of a weight, converted exactly to fp32: for the few small ones that are folded into others. */
  readWeight(name: string, shape: readonly number[]): Float32Array<ArrayBuffer> {
    const weight = this.weight(name, shape);
    return toFloat32(readRange(weight), weight.elementType);
  }
}

function isWeight(tensor: StoredTensor): tensor is Weight {
  return WEIGHT_TYPES.some((type) => type === tensor.elementType);
}

function readRange({ file, name, byteOffset, byteLength }: StoredTensor): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLength);
  const descriptor = openSync(file, 'r');
  try {
    const bytesRead = readSync(descriptor, bytes, 0, byteLength, byteOffset);
    if (bytesRead < byteLength) {
      throw new CheckpointError(`${file} ends inside the tensor ${name}`, { code: 'BROKEN_CHECKPOINT' });
    }
  } finally {
    closeSync(descriptor);
  }
  return bytes;
}

function commonFolder(files: readonly string[]): string {
  const [first, ...rest] = files.map((file) => dirname(file).split(sep));
  if (first === undefined) return sep;
  let shared = first.length;
  for (const parts of rest) {
    let length = 0;
    while (length < shared && parts[length] === first[length]) length++;
    shared = length;
  }
  return first.slice(0, shared).join(sep) || sep;
}
