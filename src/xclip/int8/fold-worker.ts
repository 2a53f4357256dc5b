/** The worker thread that folds and quantises a checkpoint: seconds of arithmetic that would hold everything else up. */
import { parentPort, workerData } from 'node:worker_threads';
import { publishFile } from '../../cache/publish-file.js';
import { XclipError, messageOf } from '../../errors.js';
import { openCheckpoint } from '../checkpoint/open-checkpoint.js';
import type { XclipConfig } from '../config.js';
import { foldTower } from './fold-tower.js';
import { writeFoldedFile, type MatrixStorage } from './folded-file.js';

export interface FoldRequest {
  /** of the checkpoint */
  folder: string;
  config: XclipConfig;
  storage: MatrixStorage;
  /** the file to make */
  path: string;
}

export interface FoldReply {
  error?: { message: string; code: string; hint: string | undefined };
}

/** Bytes of the header for a tensor besides its name; of one of the checkpoint's, up to three are made. */
const HEADER_BYTES = 160;
const MADE_OF_ONE = 3;
const NEW_TENSORS = 4096;

function fold({ folder, config, storage, path }: FoldRequest): void {
  const checkpoint = openCheckpoint(folder);
  const headerBytes = checkpoint.names.reduce(
    (sum, name) => sum + MADE_OF_ONE * (Buffer.byteLength(JSON.stringify(name)) + HEADER_BYTES),
    NEW_TENSORS,
  );
  publishFile(path, (descriptor) =>
    writeFoldedFile(descriptor, foldTower(checkpoint, config), { storage, headerBytes }),
  );
}

function answer(request: FoldRequest): FoldReply {
  try {
    fold(request);
    return {};
  } catch (error) {
    const known = error instanceof XclipError ? error : undefined;
    return { error: { message: messageOf(error), code: known?.code ?? 'FOLDING_FAILED', hint: known?.hint } };
  }
}

parentPort?.postMessage(answer(workerData as FoldRequest));
