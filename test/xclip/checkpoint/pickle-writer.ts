/** Pickles for tests, opcode by opcode, as Python's pickletools names them. */
export type Piece = Buffer | number | string;

/** Numbers are bytes, strings ASCII. */
export function bytes(...pieces: Piece[]): Buffer {
  return Buffer.concat(
    pieces.map((piece) => {
      if (typeof piece === 'number') return Buffer.from([piece]);
      return typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
    }),
  );
}

export function pickle(...pieces: Piece[]): Buffer {
  return bytes(0x80, 2, ...pieces, '.');
}

export function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

export function text(value: string): Buffer {
  const encoded = Buffer.from(value);
  return bytes('X', uint32(encoded.length), encoded);
}

/** LONG1: any number up to 2^63. */
export function int(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64LE(BigInt(value));
  return bytes(0x8a, 8, buffer);
}

export function global(module: string, name: string): Buffer {
  return bytes('c', module, '\n', name, '\n');
}

export function tuple(...items: Piece[]): Buffer {
  return bytes('(', ...items, 't');
}

/** A dict of the pairs, one after the other. */
export function dict(...items: Piece[]): Buffer {
  return bytes('}(', ...items, 'u');
}

export interface TensorTraits {
  key?: string;
  type?: string;
  elementCount?: number;
  offset?: number;
  shape?: number[];
  strides?: number[];
}

export function storage({ key = '0', type = 'FloatStorage', elementCount = 6 }: TensorTraits): Buffer {
  return bytes(tuple(text('storage'), global('torch', type), text(key), text('cpu'), int(elementCount)), 'Q');
}

/** A tensor as torch.save writes it; [2, 3] of fp32 unless told otherwise. */
export function tensor(traits: TensorTraits = {}): Buffer {
  const { offset = 0, shape = [2, 3], strides = [3, 1] } = traits;
  return bytes(
    global('torch._utils', '_rebuild_tensor_v2'),
    tuple(
      storage(traits),
      int(offset),
      tuple(...shape.map(int)),
      tuple(...strides.map(int)),
      0x89,
      global('collections', 'OrderedDict'),
      ')R',
    ),
    'R',
  );
}
