import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { CheckpointError } from '../../errors.js';
import type { FoldReply, FoldRequest } from './fold-worker.js';

/**
 * Folds and quantises a checkpoint into one file, in a thread of its own.
 * @throws CheckpointError for what is missing or does not fit, NOT_FINITE, CACHE_UNWRITABLE
 */
export async function foldCheckpoint(request: FoldRequest): Promise<void> {
  const worker = new Worker(new URL('./fold-worker.js', import.meta.url), { workerData: request });
  try {
    const [{ error }] = (await once(worker, 'message')) as [FoldReply];
    if (error !== undefined) throw new CheckpointError(error.message, { code: error.code, ...hintOf(error) });
  } finally {
    await worker.terminate();
  }
}

function hintOf({ hint }: { hint: string | undefined }): { hint?: string } {
  return hint === undefined ? {} : { hint };
}
