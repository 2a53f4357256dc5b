// The standard Hub cache, shared with Python's huggingface_hub:
//   models--org--name/blobs/<etag>, snapshots/<commit>/<file> → ../../blobs/<etag>, refs/<revision> (a commit),
//   .no_exist/<commit>/<file> (an empty file: the repository has no such file at that commit)
import { randomBytes } from 'node:crypto';
import { copyFile, link, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import {
  missingFiles,
  OPTIONAL_FILES,
  shardIndexOf,
  readShardNames,
  TELLING_FILES,
} from './checkpoint-files.js';

/** A snapshot in the cache, perhaps only a part of it. */
export interface CachedSnapshot {
  /** Absolute folder. */
  readonly folder: string;
  /** 40 hex digits. */
  readonly commit: string;
  /** Files the tool needs that are not there; empty when the snapshot is complete. */
  readonly missing: readonly string[];
}

const COMMIT = /^[0-9a-f]{40}$/;

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The folder of one model in the cache. */
export class CachedModel {
  readonly id: string;
  /** Absolute folder, `models--org--name`. */
  readonly folder: string;

  constructor(cacheFolder: string, id: string) {
    this.id = id;
    this.folder = join(cacheFolder, ['models', ...id.split('/')].join('--'));
  }

  get blobs(): string {
    return join(this.folder, 'blobs');
  }

  snapshotFolder(commit: string): string {
    return join(this.folder, 'snapshots', commit);
  }

  /** The snapshot of a branch, tag or commit as far as it is here; undefined if the revision was never fetched. */
  async find(revision: string): Promise<CachedSnapshot | undefined> {
    const commit = COMMIT.test(revision) ? revision : await this.#readRef(revision);
    if (commit === undefined) return undefined;
    const folder = this.snapshotFolder(commit);
    if (!(await exists(folder))) return undefined;
    return { folder, commit, missing: await this.#missing(folder, commit) };
  }

  /** Puts a blob under its name into the snapshot; replaces what is there in one step. */
  async link(commit: string, name: string, etag: string): Promise<void> {
    const pointer = join(this.snapshotFolder(commit), name);
    const blob = join(this.blobs, etag);
    await mkdir(dirname(pointer), { recursive: true });
    const fresh = `${pointer}.${randomBytes(4).toString('hex')}.tmp`;
    try {
      // Windows lets few accounts make symbolic links; a hard link costs no space either, a copy always works.
      await symlink(relative(dirname(pointer), blob), fresh)
        .catch(() => link(blob, fresh))
        .catch(() => copyFile(blob, fresh));
      await rename(fresh, pointer);
    } finally {
      await rm(fresh, { force: true });
    }
  }

  /** Remembers which commit a branch or tag is; only of complete snapshots, so that an older one stays usable. */
  async writeRef(revision: string, commit: string): Promise<void> {
    if (revision === commit) return;
    const path = join(this.folder, 'refs', revision);
    await mkdir(dirname(path), { recursive: true });
    const fresh = `${path}.${randomBytes(4).toString('hex')}.tmp`;
    await writeFile(fresh, commit);
    await rename(fresh, path);
  }

  /** Remembers that the repository lacks a file. */
  async writeAbsent(commit: string, name: string): Promise<void> {
    const path = join(this.folder, '.no_exist', commit, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, '');
  }

  async #readRef(revision: string): Promise<string | undefined> {
    const text = await readFile(join(this.folder, 'refs', revision), 'utf8').catch(() => '');
    return COMMIT.test(text.trim()) ? text.trim() : undefined;
  }

  async #missing(folder: string, commit: string): Promise<string[]> {
    const present = new Set<string>();
    const note = async (name: string): Promise<void> => {
      if (await exists(join(folder, name))) present.add(name);
    };
    await Promise.all(TELLING_FILES.map(note));
    for (const name of OPTIONAL_FILES) {
      if (await exists(join(this.folder, '.no_exist', commit, name))) present.add(name);
    }
    const has = (name: string): boolean => present.has(name);
    const missing = missingFiles(has);
    const index = shardIndexOf(has);
    if (index === undefined) return missing;
    const shards = readShardNames(this.id, folder, index);
    await Promise.all(shards.map(note));
    return [...missing, ...shards.filter((name) => !has(name))];
  }
}
