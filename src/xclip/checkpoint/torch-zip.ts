/**
 * The index of a PyTorch file (torch.save since 1.6): a zip whose record data.pkl describes the tensors, and whose
 * records data/0, data/1, … are their bytes. Only the description is read; the bytes stay on disk.
 */
import { CheckpointError } from '../../errors.js';
import { BrokenPickle, UnsafePickle } from './pickle/pickle-error.js';
import { unpickle } from './pickle/unpickle.js';
import type { Pickled } from './pickle/values.js';
import { broken, unsupported } from './refusals.js';
import { stateDictTensors } from './state-dict.js';
import type { StoredTensor } from './stored-tensor.js';
import { WeightFile } from './weight-file.js';
import { readZipRecords, type ZipRecord } from './zip-records.js';

/** A large X-CLIP's is 160 KB. */
const MAX_PICKLE_BYTES = 4 * 1024 * 1024;

const PICKLE = /^[^/]+\/data\.pkl$/;

/**
 * @throws CheckpointError UNSAFE_PICKLE if it could run code when opened by others; nothing of it is run here;
 * BROKEN_CHECKPOINT, UNSUPPORTED_CHECKPOINT or UNSUPPORTED_LAYOUT if it cannot be used
 */
export function readTorchIndex(path: string): StoredTensor[] {
  return WeightFile.use(path, (file) => {
    refuseOldFormats(file);
    const records = readZipRecords(file);
    const [pickle, ...others] = [...records.values()].filter(({ name }) => PICKLE.test(name));
    if (pickle === undefined || others.length > 0) {
      throw broken(path, `it has ${pickle === undefined ? 'no' : 'more than one'} record data.pkl`);
    }
    const prefix = pickle.name.slice(0, -'data.pkl'.length);
    refuseOddities(file, records, prefix);
    return stateDictTensors(readPickle(file, pickle), {
      path,
      file: file.realPath,
      findStorage: (key) => records.get(`${prefix}data/${key}`),
    });
  });
}

function refuseOldFormats(file: WeightFile): void {
  const start = file.read(0, Math.min(4, file.byteLength));
  if (start.toString('latin1') === 'PK\x03\x04') return;
  const PICKLE_START = 0x80;
  if (start[0] === PICKLE_START) {
    throw unsupported(
      file.path,
      'it was saved by PyTorch before 1.6, or in its old format',
      'open it with transformers and save_pretrained it again',
    );
  }
  throw broken(file.path, "it is not a PyTorch file (a zip with the tensors' records)");
}

function refuseOddities(file: WeightFile, records: ReadonlyMap<string, ZipRecord>, prefix: string): void {
  if (records.has(`${prefix}constants.pkl`)) {
    throw unsupported(
      file.path,
      'it is a TorchScript program, not weights',
      'use the model that it was made from',
    );
  }
  const order = records.get(`${prefix}byteorder`);
  if (order === undefined) return;
  if (order.byteLength !== 6 || file.read(order.byteOffset, 6).toString('latin1') !== 'little') {
    throw unsupported(file.path, 'its numbers are big-endian', 'save it again on a common computer');
  }
}

function readPickle(file: WeightFile, { byteOffset, byteLength }: ZipRecord): Pickled {
  if (byteLength > MAX_PICKLE_BYTES) throw broken(file.path, `its data.pkl has ${byteLength} bytes`);
  try {
    return unpickle(file.read(byteOffset, byteLength));
  } catch (error) {
    if (error instanceof BrokenPickle) throw broken(file.path, `data.pkl: ${error.message}`);
    if (!(error instanceof UnsafePickle)) throw error;
    throw new CheckpointError(`${file.path} is refused: ${error.message}, which tensors do not need`, {
      code: 'UNSAFE_PICKLE',
      hint: 'it may be made to run code when it is opened; ask its author for model.safetensors',
    });
  }
}
