// Which process writes which .incomplete file: every process one of its own, `<etag>.<owner>.incomplete` (src/cache/file-owner.ts),
// which it renames to `<etag>` when size and hash are right. Two processes at once therefore cost bandwidth, never a
// file. To resume, a process takes over (renames, which only one can do) what a finished process left:
// `<etag>.incomplete` if it could still tidy up, or a file of a process that is gone.
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isLeft, isOwner, newOwner } from '../../cache/file-owner.js';

function isLeftName(suffix: string, modifiedMs: number): boolean {
  if (suffix === '.incomplete') return true;
  const owner = suffix.slice(1, -'.incomplete'.length);
  return suffix.endsWith('.incomplete') && isOwner(owner) && isLeft(owner, modifiedMs);
}

/** Files that finished processes left of this blob, longest first. */
async function leftovers(blobs: string, etag: string): Promise<{ path: string; bytes: number }[]> {
  const found = [];
  for (const name of await readdir(blobs)) {
    if (!name.startsWith(`${etag}.`)) continue;
    const path = join(blobs, name);
    const info = await stat(path).catch(() => undefined);
    if (info !== undefined && isLeftName(name.slice(etag.length), info.mtimeMs))
      found.push({ path, bytes: info.size });
  }
  return found.sort((a, b) => b.bytes - a.bytes);
}

/** Bytes of this blob that the next download need not fetch again. */
export async function bytesLeft(blobs: string, etag: string): Promise<number> {
  return (await leftovers(blobs, etag).catch(() => []))[0]?.bytes ?? 0;
}

/** A path that this process alone writes to; holds what an earlier one left, if it left anything. */
export async function claimIncomplete(blobs: string, etag: string): Promise<string> {
  const mine = join(blobs, `${etag}.${newOwner()}.incomplete`);
  for (const { path } of await leftovers(blobs, etag)) {
    const isMine = await rename(path, mine).then(
      () => true,
      () => false, // another process was faster
    );
    if (isMine) break;
  }
  return mine;
}

/** Leaves the file for the next run, unless it is empty or a longer one is there already. */
export async function leaveIncomplete(mine: string, blobs: string, etag: string): Promise<void> {
  const left = join(blobs, `${etag}.incomplete`);
  const size = async (path: string): Promise<number> =>
    stat(path).then(
      (info) => info.size,
      () => 0,
    );
  if ((await size(mine)) > (await size(left))) await rename(mine, left).catch(() => undefined);
  else await rm(mine, { force: true });
}

/** Removes what finished processes left of a blob that is now complete. */
export async function removeLeftovers(blobs: string, etag: string): Promise<void> {
  for (const { path } of await leftovers(blobs, etag)) await rm(path, { force: true });
}
