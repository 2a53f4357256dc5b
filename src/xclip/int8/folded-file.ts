/**
 * Writes a folded tower as a .safetensors file, tensor by tensor, so that memory never holds it whole. The header,
 * which says where everything lies, comes first in the file and last in time: a file that was cut has none.
 */
import { ftruncateSync, writeSync } from 'node:fs';
import { allFinite } from '../../all-finite.js';
import { CheckpointError, messageOf } from '../../errors.js';
import type { FoldedTensor } from './fold-tower.js';
import { transpose } from './matrix.js';
import { quantizeMatrix, type WeightStorage } from './quantize-matrix.js';

/** How matrices are stored: quantised, or in fp32 for telling what folding costs from what quantising does. */
export type MatrixStorage = WeightStorage | 'float32';

const DTYPES: Readonly<Record<MatrixStorage, string>> = { int8: 'I8', uint8: 'U8', float32: 'F32' };

interface Placed {
  dtype: string;
  shape: readonly number[];
  data_offsets: [number, number];
}

/**
 * Matrices become `NAME` [in, out] in int8 or uint8 with `NAME_scale` fp32 [out]; or `NAME` [out, in] in fp32.
 * @param descriptor an empty file, open for writing
 * @param headerBytes room for the header; what it does not fill is padded with spaces, as the format has it
 * @throws CheckpointError NOT_FINITE, naming the tensor
 */
export function writeFoldedFile(
  descriptor: number,
  tensors: Iterable<FoldedTensor>,
  { storage, headerBytes }: { storage: MatrixStorage; headerBytes: number },
): void {
  const header: Record<string, Placed> = {};
  const dataStart = 8 + Math.ceil(headerBytes / 8) * 8;
  let end = 0;
  const put = (name: string, dtype: string, shape: readonly number[], bytes: Uint8Array): void => {
    writeWhole(descriptor, bytes, dataStart + end);
    header[name] = { dtype, shape, data_offsets: [end, end + bytes.length] };
    end += bytes.length;
  };
  for (const tensor of tensors) {
    if (tensor.kind === 'values') {
      put(tensor.name, 'F32', tensor.dims, finiteBytes(tensor.name, tensor.values));
      continue;
    }
    const { name, matrix } = tensor;
    const { rows, columns, values } = matrix;
    if (storage === 'float32') {
      put(name, 'F32', [columns, rows], floatBytes(transpose(matrix).values));
      continue;
    }
    const { bytes, scales } = quantized(name, () => quantizeMatrix({ rows, columns, values }, storage));
    put(`${name}_scale`, 'F32', [columns], floatBytes(scales));
    put(name, DTYPES[storage], [rows, columns], bytes);
    // Those that map the file want fp32 values at multiples of 4, and the format has no holes.
    if (end % 4 > 0) put(`${name}_padding`, 'U8', [4 - (end % 4)], new Uint8Array(4 - (end % 4)));
  }
  writeHeader(descriptor, header, dataStart);
  ftruncateSync(descriptor, dataStart + end);
}

function quantized<T>(name: string, quantize: () => T): T {
  try {
    return quantize();
  } catch (cause) {
    throw notFinite(`the tensor ${name} cannot be quantised: ${messageOf(cause)}`, cause);
  }
}

/** In int8, what is not finite here may look like a number where it comes out. */
function finiteBytes(name: string, values: ArrayLike<number>): Uint8Array {
  const floats = new Float32Array(values);
  if (!allFinite(floats)) throw notFinite(`the tensor ${name} does not fit into fp32 once it is folded`);
  return new Uint8Array(floats.buffer);
}

function notFinite(message: string, cause?: unknown): CheckpointError {
  return new CheckpointError(message, { code: 'NOT_FINITE', hint: 'the weights are damaged', cause });
}

function floatBytes(values: ArrayLike<number>): Uint8Array {
  return new Uint8Array(new Float32Array(values).buffer);
}

function writeHeader(descriptor: number, header: Record<string, Placed>, dataStart: number): void {
  const text = Buffer.from(JSON.stringify(header));
  const bytes = Buffer.alloc(dataStart, ' ');
  if (8 + text.length > dataStart) throw new RangeError('the header outgrew its room');
  bytes.writeBigUInt64LE(BigInt(dataStart - 8), 0);
  text.copy(bytes, 8);
  writeWhole(descriptor, bytes, 0);
}

function writeWhole(descriptor: number, bytes: Uint8Array, position: number): void {
  let done = 0;
  while (done < bytes.length) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, position + done);
  }
}
