import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointError } from '../../errors.js';
import { requireJsonFile } from '../json-file.js';
import { shown } from './refusals.js';
import type { StoredTensor } from './stored-tensor.js';

/** Names become paths: a regular file beside the index, or nothing. */
const SHARD_NAME = /^\w[\w.-]{0,200}\.(safetensors|bin)$/;

/** The largest X-CLIP in the smallest shards in use has a few dozen. */
const MAX_SHARDS = 1000;

/**
 * The tensors that an index names, each from the shard that it names for it.
 * @throws CheckpointError BAD_SHARD_INDEX if the index is malformed, leaves the folder, or places a tensor wrongly;
 * MISSING_FILE if a shard is not there
 */
export function readShards(
  folder: string,
  indexName: string,
  readShard: (path: string) => StoredTensor[],
): StoredTensor[] {
  const path = join(folder, indexName);
  const { weight_map: map } = requireJsonFile(folder, indexName);
  if (typeof map !== 'object' || map === null || Array.isArray(map)) {
    throw badIndex(path, 'has no weight_map');
  }
  const namesByShard = new Map<string, string[]>();
  for (const [name, shard] of Object.entries(map)) {
    if (typeof shard !== 'string' || !SHARD_NAME.test(shard)) {
      const what = typeof shard === 'string' ? shown(shard) : typeof shard;
      throw badIndex(path, `names ${what} for ${shown(name)}, not a file of weights beside it`);
    }
    const names = namesByShard.get(shard);
    if (names === undefined) namesByShard.set(shard, [name]);
    else names.push(name);
  }
  if (namesByShard.size === 0 || namesByShard.size > MAX_SHARDS) {
    throw badIndex(path, `names ${namesByShard.size} files`);
  }
  for (const shard of namesByShard.keys()) {
    if (!existsSync(join(folder, shard))) {
      throw new CheckpointError(`${folder} has no ${shard}, which its ${indexName} names`, {
        code: 'MISSING_FILE',
        hint: 'download it',
      });
    }
  }
  return [...namesByShard].flatMap(([shard, names]) => {
    const tensors = new Map(readShard(join(folder, shard)).map((tensor) => [tensor.name, tensor]));
    return names.map((name) => {
      const tensor = tensors.get(name);
      if (tensor === undefined) throw badIndex(path, `places ${shown(name)} in ${shard}, which lacks it`);
      return tensor;
    });
  });
}

function badIndex(path: string, problem: string): CheckpointError {
  return new CheckpointError(`${path} ${problem}`, { code: 'BAD_SHARD_INDEX', hint: 'download it again' });
}
