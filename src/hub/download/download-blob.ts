// Downloads one file into the cache's blobs. @huggingface/hub's downloadFileToCacheDir is not used: it starts from
// zero each time (its .incomplete file is truncated, shared by all processes and left behind), checks neither size
// nor hash, has no progress, no retries and no timeouts. Its Xet protocol is not needed: asked plainly, the Hub
// serves every Xet file by redirect to a bridge that understands ranges.
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointError, systemCodeOf } from '../../errors.js';
import { fetchRest, type FileRequest } from './fetch-rest.js';
import { cacheNotWritable, diskFull, hashMismatch } from '../hub-errors.js';
import { claimIncomplete, leaveIncomplete, removeLeftovers } from './incomplete-file.js';
import type { HubFile } from '../list-model.js';
import { PartialFile } from './partial-file.js';
import { withRetries } from '../retry.js';

/** Whether the blob is in the cache; its name vouches for its content, and its size is cheap to check. */
export async function hasBlob(blobs: string, file: HubFile): Promise<boolean> {
  return stat(join(blobs, file.etag)).then(
    (info) => info.size === file.size,
    () => false,
  );
}

/** Fetches what is missing until the file is right. Bytes of an earlier run may be wrong: then once more from zero. */
async function complete(request: FileRequest, partial: PartialFile): Promise<void> {
  const { connection, file } = request;
  let isPatchwork = partial.bytes > 0;
  const attempt = async (): Promise<void> => {
    isPatchwork ||= partial.bytes > 0;
    if (partial.bytes < file.size) await fetchRest(request, partial);
    if (!partial.isRight())
      throw hashMismatch(file.name, connection.subject, 'its hash is not the one the Hub lists');
  };
  const options = {
    delayMs: (count: number) => connection.retryDelaysMs[count],
    signal: connection.signal,
    progress: () => partial.bytes,
  };
  try {
    await withRetries(attempt, options);
  } catch (error) {
    if (!isPatchwork || !(error instanceof CheckpointError) || error.code !== 'HASH_MISMATCH') throw error;
    await partial.restart();
    await withRetries(attempt, options);
  }
}

function explain(error: unknown, blobs: string, neededBytes: number): unknown {
  const code = systemCodeOf(error);
  if (error instanceof CheckpointError || code === undefined) return error;
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? diskFull(blobs, neededBytes)
    : cacheNotWritable(blobs, error);
}

/**
 * Downloads a file to `blobs/<etag>`, going on where an earlier attempt or run stopped. The name appears only when
 * size and hash are those the Hub lists.
 * Throws what fetchRest throws, and CheckpointError HASH_MISMATCH (the file is removed), DISK_FULL,
 * CACHE_NOT_WRITABLE.
 */
export async function downloadBlob(blobs: string, request: FileRequest): Promise<void> {
  const { file, connection } = request;
  let partial: PartialFile | undefined;
  let path: string | undefined;
  try {
    path = await claimIncomplete(blobs, file.etag);
    partial = await PartialFile.open(path, file);
    await complete(request, partial);
    await partial.flush();
    await partial.close();
    await rename(path, join(blobs, file.etag));
    await removeLeftovers(blobs, file.etag);
  } catch (error) {
    await partial?.close().catch(() => undefined);
    const isWrong = error instanceof CheckpointError && error.code === 'HASH_MISMATCH';
    if (path !== undefined && isWrong) await rm(path, { force: true });
    else if (path !== undefined) await leaveIncomplete(path, blobs, file.etag);
    connection.signal?.throwIfAborted();
    throw explain(error, blobs, file.size - (partial?.bytes ?? 0));
  }
}
