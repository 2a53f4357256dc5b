import { mkdir, statfs } from 'node:fs/promises';
import { CheckpointError, systemCodeOf } from '../../errors.js';
import type { CachedModel } from '../cached-model.js';
import { chooseFiles, OPTIONAL_FILES, readShardNames, shardIndexOf } from '../checkpoint-files.js';
import { MOST_TEXT_BYTES } from '../../files/read-regular-file.js';
import { downloadBlob, hasBlob } from './download-blob.js';
import type { DownloadProgress } from './fetch-rest.js';
import { cacheNotWritable, diskFull } from '../hub-errors.js';
import type { HubConnection } from '../hub-request.js';
import { bytesLeft } from './incomplete-file.js';
import { listModel, type HubFile, type HubListing } from '../list-model.js';

/** A complete snapshot in the cache. */
export interface DownloadedSnapshot {
  /** Absolute folder. */
  readonly folder: string;
  /** 40 hex digits. */
  readonly commit: string;
  /** False when every file was in the cache already. */
  readonly isNew: boolean;
}

interface SnapshotRequest {
  readonly model: CachedModel;
  readonly connection: HubConnection;
  readonly onProgress: ((progress: DownloadProgress) => void) | undefined;
}

function pick(id: string, listing: HubListing, name: string): HubFile {
  const file = listing.files.get(name);
  if (file !== undefined && isText(name) && file.size > MOST_TEXT_BYTES) {
    throw new CheckpointError(`${name} of ${id} is larger than any of an X-CLIP checkpoint`, {
      code: 'BROKEN_CHECKPOINT',
      hint: 'try another revision or another model',
    });
  }
  if (file !== undefined) return file;
  throw new CheckpointError(
    `${id} lacks ${name}, which its ${shardIndexOf((file) => listing.files.has(file)) ?? 'index'} names`,
    {
      code: 'CHECKPOINT_INCOMPLETE',
      hint: 'the repository is broken: try another revision or another model',
    },
  );
}

function isText(name: string): boolean {
  return /\.(json|txt)$/.test(name);
}

/** Better to say so now than after 800 MB. File systems that do not know their free space are believed to have some. */
async function checkSpace(blobs: string, files: readonly HubFile[]): Promise<void> {
  let needed = 0;
  for (const file of files) {
    if (!(await hasBlob(blobs, file))) needed += Math.max(0, file.size - (await bytesLeft(blobs, file.etag)));
  }
  const disk = await statfs(blobs).catch(() => undefined);
  if (disk === undefined || disk.blocks === 0) return;
  const free = disk.bavail * disk.bsize;
  if (needed > free) throw diskFull(blobs, needed, free);
}

/** Brings files into the snapshot; returns whether any had to be downloaded. */
async function bring(request: SnapshotRequest, listing: HubListing, files: HubFile[]): Promise<boolean> {
  const { model, connection, onProgress } = request;
  const { commit } = listing;
  await checkSpace(model.blobs, files);
  let isNew = false;
  for (const file of files) {
    if (!(await hasBlob(model.blobs, file))) {
      await downloadBlob(model.blobs, { connection, commit, file, onProgress });
      isNew = true;
    }
    await model.link(commit, file.name, file.etag);
  }
  return isNew;
}

/**
 * Asks the Hub what the revision is, downloads the files the tool needs and lacks, and records them as Python's
 * huggingface_hub would.
 * Throws what listModel, chooseFiles, readShardNames and downloadBlob throw.
 */
export async function downloadSnapshot(request: SnapshotRequest): Promise<DownloadedSnapshot> {
  const { model, connection } = request;
  const listing = await listModel(connection);
  const { commit, files } = listing;
  const has = (name: string): boolean => files.has(name);
  const choose = (names: string[]): HubFile[] => names.map((name) => pick(model.id, listing, name));
  const chosen = choose(chooseFiles(model.id, has));
  const folder = model.snapshotFolder(commit);
  try {
    await mkdir(model.blobs, { recursive: true });
    let isNew = await bring(request, listing, chosen);
    const index = shardIndexOf(has);
    if (index !== undefined) {
      const shards = readShardNames(model.id, folder, index);
      isNew = (await bring(request, listing, choose(shards))) || isNew;
    }
    for (const name of OPTIONAL_FILES) if (!has(name)) await model.writeAbsent(commit, name);
    await model.writeRef(connection.subject.revision, commit);
    return { folder, commit, isNew };
  } catch (error) {
    if (error instanceof CheckpointError || systemCodeOf(error) === undefined) throw error;
    throw cacheNotWritable(model.folder, error);
  }
}
