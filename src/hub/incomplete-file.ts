// Who writes which .incomplete file. Python's lock (flock) does not exist in Node and is unreliable on network
// disks, so there is no lock: every process writes to a file of its own, `<etag>.<host>-<pid>-<random>.incomplete`,
// and renames it to `<etag>` when size and hash are right. Two processes at once therefore cost bandwidth, never a
// file. To resume, a process takes over (renames, which only one can do) what a finished process left:
// `<etag>.incomplete` if it could still tidy up, or a file of a process that is gone.
import { createHash, randomBytes } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemCodeOf } from '../errors.js';

const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
// Of another machine's process nothing is known; one that has written nothing for so long has timed out.
const STALE_MS = 60 * 60 * 1000;
const OWNED = /^\.([0-9a-f]{8})-(\d+)-[0-9a-f]{8}\.incomplete$/;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCodeOf(error) !== 'ESRCH';
  }
}

function isLeft(suffix: string, modifiedMs: number): boolean {
  if (suffix === '.incomplete') return true;
  const [, host, pid] = OWNED.exec(suffix) ?? [];
  if (host === undefined) return false;
  return (host === HOST && !isAlive(Number(pid))) || modifiedMs < Date.now() - STALE_MS;
}

/** Files that finished processes left of this blob, longest first. */
async function leftovers(blobs: string, etag: string): Promise<{ path: string; bytes: number }[]> {
  const found = [];
  for (const name of await readdir(blobs)) {
    if (!name.startsWith(`${etag}.`)) continue;
    const path = join(blobs, name);
    const info = await stat(path).catch(() => undefined);
    if (info !== undefined && isLeft(name.slice(etag.length), info.mtimeMs))
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
  const mine = join(blobs, `${etag}.${HOST}-${process.pid}-${randomBytes(4).toString('hex')}.incomplete`);
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
