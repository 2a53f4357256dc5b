/**
 * The index of a .safetensors file: an 8-byte length, that many bytes of JSON, then the tensors, end to end.
 * Only the index is read; the tensors stay on disk, where onnxruntime maps them. Ours because it must give byte
 * offsets, and trust nothing: https://github.com/huggingface/safetensors#format
 */
import { messageOf } from '../../errors.js';
import { findKeyProblem } from './duplicate-keys.js';
import { broken, shown } from './refusals.js';
import {
  ELEMENT_BYTES,
  MAX_RANK,
  elementCount,
  type ElementType,
  type StoredTensor,
} from './stored-tensor.js';
import { WeightFile } from './weight-file.js';

/** The format's own limit is 100 MB; X-CLIP's largest header is under 200 KB. */
const MAX_HEADER_BYTES = 16 * 1024 * 1024;

/** header → tensor → shape */
const MAX_HEADER_DEPTH = 3;

const ELEMENT_TYPES: ReadonlyMap<unknown, ElementType> = new Map([
  ['F64', 'float64'],
  ['F32', 'float32'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['I64', 'int64'],
  ['I32', 'int32'],
  ['I16', 'int16'],
  ['I8', 'int8'],
  ['U8', 'uint8'],
  ['BOOL', 'bool'],
]);

/** @throws CheckpointError BROKEN_CHECKPOINT if the file is cut short, foreign or inconsistent */
export function readSafetensorsIndex(path: string): StoredTensor[] {
  return WeightFile.use(path, (file) => {
    const headerBytes = Number(file.read(0, 8).readBigUInt64LE(0));
    if (headerBytes > MAX_HEADER_BYTES) throw broken(path, `its header claims ${headerBytes} bytes`);
    const header = parseHeader(file.read(8, headerBytes), path);
    const layout = { path, file: file.realPath, dataStart: 8 + headerBytes, fileBytes: file.byteLength };
    return checkedTensors(header, layout);
  });
}

function parseHeader(bytes: Buffer, path: string): Record<string, unknown> {
  let header: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const problem = findKeyProblem(text, MAX_HEADER_DEPTH);
    if (problem !== undefined) throw new Error(problem);
    header = JSON.parse(text);
  } catch (error) {
    throw broken(path, `its header is not safetensors' JSON: ${messageOf(error)}`, error);
  }
  if (!isRecord(header)) throw broken(path, 'its header is not a JSON object');
  return header;
}

interface Layout {
  path: string;
  file: string;
  dataStart: number;
  fileBytes: number;
}

/** Every tensor of the header, which together must fill the data exactly: no overlap, no hole, nothing past the end. */
function checkedTensors(header: Record<string, unknown>, layout: Layout): StoredTensor[] {
  const { __metadata__: metadata = {} } = header;
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== 'string')) {
    throw broken(layout.path, 'its __metadata__ is not a table of strings');
  }
  const tensors = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => checkedTensor(name, entry, layout))
    .sort((a, b) => a.byteOffset - b.byteOffset || a.byteLength - b.byteLength);
  let end = layout.dataStart;
  for (const tensor of tensors) {
    if (tensor.byteOffset !== end) {
      const what = tensor.byteOffset < end ? 'overlaps another tensor' : 'follows a hole';
      throw broken(layout.path, `tensor ${shown(tensor.name)} ${what}`);
    }
    end += tensor.byteLength;
    if (end > layout.fileBytes) {
      throw broken(
        layout.path,
        `tensor ${shown(tensor.name)} ends at byte ${end} of a file of ${layout.fileBytes}`,
      );
    }
  }
  if (end !== layout.fileBytes)
    throw broken(layout.path, `${layout.fileBytes - end} bytes follow its last tensor`);
  return tensors;
}

function checkedTensor(name: string, entry: unknown, { path, file, dataStart }: Layout): StoredTensor {
  if (!isRecord(entry)) throw broken(path, `tensor ${shown(name)} is not described by an object`);
  const { dtype, shape, data_offsets: offsets } = entry;
  const elementType = ELEMENT_TYPES.get(dtype);
  if (elementType === undefined) {
    throw broken(
      path,
      `tensor ${shown(name)} has the unknown type ${shown(typeof dtype === 'string' ? dtype : typeof dtype)}`,
    );
  }
  if (!isSizes(shape)) throw broken(path, `tensor ${shown(name)} has no valid shape`);
  if (!isSizes(offsets)) throw broken(path, `tensor ${shown(name)} has no valid offsets`);
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || offsets.length !== 2 || end < begin) {
    throw broken(path, `tensor ${shown(name)} has no valid offsets`);
  }
  if (elementCount(shape) * ELEMENT_BYTES[elementType] !== end - begin) {
    throw broken(
      path,
      `tensor ${shown(name)} of shape [${shape.join(', ')}] cannot fill ${end - begin} bytes`,
    );
  }
  return { name, elementType, shape, file, byteOffset: dataStart + begin, byteLength: end - begin };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  if (!Array.isArray(value) || value.length > MAX_RANK) return false;
  return value.every((size) => Number.isSafeInteger(size) && (size as number) >= 0);
}
