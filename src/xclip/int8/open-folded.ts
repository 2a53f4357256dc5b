import { existsSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { removeLeftovers } from '../../cache/remove-leftovers.js';
import { CheckpointError } from '../../errors.js';
import { Checkpoint } from '../checkpoint/checkpoint.js';
import { readSafetensorsIndex } from '../checkpoint/safetensors.js';
import type { XclipConfig } from '../config.js';
import { foldCheckpoint } from './fold-checkpoint.js';
import type { MatrixStorage } from './folded-file.js';

/** Raised whenever the same checkpoint would be folded or quantised into other numbers. */
export const INT8_SCHEME = 1;

export interface FoldedSource {
  /** of the checkpoint */
  folder: string;
  config: XclipConfig;
  /** SHA-256 of the checkpoint's weights */
  weightsHash: string;
  storage: MatrixStorage;
  /** where folded checkpoints are kept */
  cacheFolder: string;
  /** reported before the seconds of work that the first run takes */
  onNotice?: ((message: string) => void) | undefined;
}

/** By what it holds: the weights, how they were folded, and the sizes by which they were read. */
export function foldedPath({ cacheFolder, weightsHash, config, storage }: FoldedSource): string {
  const { vision, projectionDim } = config;
  const sizes = createHash('sha256')
    .update(JSON.stringify([vision, projectionDim]))
    .digest('hex');
  const name = `${weightsHash}-v${INT8_SCHEME}-${storage}-${sizes.slice(0, 8)}.safetensors`;
  return join(cacheFolder, 'folded', name);
}

/**
 * The folded form of a checkpoint, made if it is not in the cache, and made again if what is there is no good: `use`
 * then gets another try.
 * @throws CheckpointError for what is wrong with the checkpoint, CACHE_UNWRITABLE; what `use` throws
 */
export async function openFolded<T>(source: FoldedSource, use: (folded: Checkpoint) => T): Promise<T> {
  const path = foldedPath(source);
  // Here and not where one is written: a process that was killed may have been slower than another that wrote it.
  removeLeftovers(path);
  if (existsSync(path)) {
    try {
      return use(new Checkpoint(readSafetensorsIndex(path)));
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      source.onNotice?.(`${path} is damaged (${error.message}): it is made again`);
      rmSync(path, { force: true });
    }
  }
  source.onNotice?.(`quantising the weights, once: ${path}`);
  const { folder, config, storage } = source;
  await foldCheckpoint({ folder, config, storage, path });
  return use(new Checkpoint(readSafetensorsIndex(path)));
}
