import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResolvedCheckpoint } from './resolve-checkpoint.js';

/**
 * The folder, links resolved, where the Hub's cache keeps a checkpoint's files under names that are their hashes, which
 * were held against their content when they were downloaded. Undefined for a checkpoint from elsewhere, where a name
 * that looks like a hash says nothing.
 */
export async function hubBlobsOf({
  folder,
  source,
}: Pick<ResolvedCheckpoint, 'folder' | 'source'>): Promise<string | undefined> {
  if (source !== 'cache' && source !== 'download') return undefined;
  return realpath(join(folder, '../../blobs')).catch(() => undefined);
}
