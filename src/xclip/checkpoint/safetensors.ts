/**
 * The index of a .safetensors file: an 8-byte length, that many bytes of JSON, then the tensors, end to end.
 * Only the index is read; the tensors stay on disk, where onnxruntime maps them. Ours because it must give byte
 * offsets, and trust nothing: https://github.com/huggingface/safetensors#format
 */
import { closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { CheckpointError, messageOf } from '../../errors.js';
import { ELEMENT_BYTES, elementCount, type ElementType, type StoredTensor } from './stored-tensor.js';

/** The format's own limit is 100 MB; X-CLIP's largest header is under 200 KB. */
const MAX_HEADER_BYTES = 16 * 1024 * 1024;

const ELEMENT_TYPES: Readonly<Record<string, ElementType>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I64: 'int64',
  I32: 'int32',
  I16: 'int16',
  I8: 'int8',
  U8: 'uint8',
  BOOL: 'bool',
};

/** @throws CheckpointError BROKEN_CHECKPOINT if the file is cut short, foreign or inconsistent */
export function readSafetensorsIndex(path: string): StoredTensor[] {
  const file = realpathSync(path);
  const descriptor = openSync(file, 'r');
  try {
    const fileBytes = fstatSync(descriptor).size;
    const lengthField = readExactly(descriptor, 0, 8, path);
    const headerBytes = Number(lengthField.readBigUInt64LE(0));
    if (headerBytes > MAX_HEADER_BYTES) throw broken(path, `its header claims ${headerBytes} bytes`);
    if (8 + headerBytes > fileBytes) throw broken(path, `it ends inside its header (${fileBytes} bytes)`);
    const header = parseHeader(readExactly(descriptor, 8, headerBytes, path), path);
    return checkedTensors(header, { path, file, dataStart: 8 + headerBytes, fileBytes });
  } finally {
    closeSync(descriptor);
  }
}

function broken(path: string, why: string): CheckpointError {
  return new CheckpointError(`${path} is not a whole safetensors file: ${why}`, {
    code: 'BROKEN_CHECKPOINT',
    hint: 'download it again',
  });
}

function readExactly(descriptor: number, position: number, byteLength: number, path: string): Buffer {
  const buffer = Buffer.alloc(byteLength);
  const bytesRead = byteLength === 0 ? 0 : readSync(descriptor, buffer, 0, byteLength, position);
  if (bytesRead < byteLength) throw broken(path, `it ends after ${position + bytesRead} bytes`);
  return buffer;
}

function parseHeader(bytes: Buffer, path: string): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw broken(path, `its header is not JSON (${messageOf(error)})`);
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw broken(path, 'its header is not a JSON object');
  }
  return header as Record<string, unknown>;
}

interface Layout {
  path: string;
  file: string;
  dataStart: number;
  fileBytes: number;
}

/** Every tensor of the header, which together must fill the data exactly: no overlap, no hole, nothing past the end. */
function checkedTensors(header: Record<string, unknown>, layout: Layout): StoredTensor[] {
  const tensors = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => checkedTensor(name, entry, layout))
    .sort((a, b) => a.byteOffset - b.byteOffset || a.byteLength - b.byteLength);
  let end = layout.dataStart;
  for (const tensor of tensors) {
    if (tensor.byteOffset !== end) {
      const what = tensor.byteOffset < end ? 'overlaps another tensor' : 'follows a hole';
      throw broken(layout.path, `tensor ${tensor.name} ${what}`);
    }
    end += tensor.byteLength;
    if (end > layout.fileBytes) {
      throw broken(layout.path, `tensor ${tensor.name} ends at byte ${end} of a file of ${layout.fileBytes}`);
    }
  }
  if (end !== layout.fileBytes)
    throw broken(layout.path, `${layout.fileBytes - end} bytes follow its last tensor`);
  return tensors;
}

function checkedTensor(name: string, entry: unknown, { path, file, dataStart }: Layout): StoredTensor {
  const { dtype, shape, data_offsets: offsets } = Object(entry) as Record<string, unknown>;
  const elementType = typeof dtype === 'string' ? ELEMENT_TYPES[dtype] : undefined;
  if (elementType === undefined) throw broken(path, `tensor ${name} has the unknown type ${String(dtype)}`);
  if (!isSizes(shape)) throw broken(path, `tensor ${name} has no valid shape`);
  if (!isSizes(offsets)) throw broken(path, `tensor ${name} has no valid offsets`);
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || offsets.length !== 2 || end < begin) {
    throw broken(path, `tensor ${name} has no valid offsets`);
  }
  if (elementCount(shape) * ELEMENT_BYTES[elementType] !== end - begin) {
    throw broken(path, `tensor ${name} of shape [${shape.join(', ')}] cannot fill ${end - begin} bytes`);
  }
  return { name, elementType, shape, file, byteOffset: dataStart + begin, byteLength: end - begin };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && (size as number) >= 0);
}
