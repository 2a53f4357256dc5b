import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointError, UsageError } from '../../errors.js';
import { CachedModel } from '../../hub/cached-model.js';
import { readHubSettings } from '../../hub/hub-settings.js';
import { parseModelReference } from '../../hub/model-reference.js';

export interface RemovedModel {
  id: string;
  folder: string;
  /** that are free now */
  bytes: number;
}

/**
 * Removes models from the Hub's cache, with all their revisions; nothing is removed unless all of them are there.
 * @throws UsageError NOT_IN_CACHE for a folder or a bundled model; CheckpointError MODEL_NOT_CACHED
 */
export async function removeModels(ids: readonly string[]): Promise<RemovedModel[]> {
  const found = await Promise.all([...new Set(ids)].map(findInCache));
  for (const { folder } of found) await rm(folder, { recursive: true, force: true });
  return found;
}

async function findInCache(id: string): Promise<RemovedModel> {
  const { kind } = await parseModelReference(id);
  if (kind !== 'hub')
    throw new UsageError(`${id} is ${kind === 'folder' ? 'a folder of yours' : 'bundled'}, not a model in the cache`, {
      code: 'NOT_IN_CACHE',
      hint: 'xclip models list says which are cached',
    });
  const { cacheFolder } = readHubSettings(process.env);
  const { folder } = new CachedModel(cacheFolder, id);
  try {
    return { id, folder, bytes: await bytesOf(folder) };
  } catch (cause) {
    throw new CheckpointError(`${id} is not in the cache (${cacheFolder})`, {
      code: 'MODEL_NOT_CACHED',
      hint: 'xclip models list says which are cached',
      cause,
    });
  }
}

/** Links are not followed: what they lead to is counted in its own place. */
async function bytesOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => lstat(join(entry.parentPath, entry.name))),
  );
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
