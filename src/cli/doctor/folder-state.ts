import { randomBytes } from 'node:crypto';
import { lstat, readdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '../../errors.js';

/** What is in a folder, as far as it was counted. */
export interface FolderSize {
  bytes: number;
  files: number;
  /** false if counting stopped early */
  isWhole: boolean;
}

const MOST_ENTRIES = 20_000;
const MOST_MS = 2000;

/** Links are not followed: in the Hub's cache they lead to files that are counted where they are. */
export async function sizeOf(folder: string, mostEntries = MOST_ENTRIES): Promise<FolderSize> {
  const size = { bytes: 0, files: 0, isWhole: true };
  const end = performance.now() + MOST_MS;
  const waiting = [folder];
  let entries = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of await readdir(next, { withFileTypes: true }).catch(() => [])) {
      if (++entries > mostEntries || performance.now() > end) return { ...size, isWhole: false };
      const path = join(next, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      if (!entry.isFile()) continue;
      size.files += 1;
      // It may go while we count.
      size.bytes += await lstat(path).then(
        (info) => info.size,
        () => 0,
      );
    }
  }
  return size;
}

/** The folder, or the nearest above it that is there. */
export async function nearestThere(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  const parent = dirname(path);
  return isThere || parent === path ? path : nearestThere(parent);
}

/**
 * Why nothing can be written into a folder, or made above it where it is not there yet; undefined if it can. Found by
 * writing: permissions do not tell of full disks, quotas, and file systems that are mounted to be read.
 */
export async function whyNotWritable(folder: string): Promise<string | undefined> {
  const nearest = await nearestThere(folder);
  const trial = join(nearest, `.xclip-doctor-${randomBytes(6).toString('hex')}`);
  try {
    if (!(await stat(nearest)).isDirectory()) return `${nearest} is not a folder`;
    await writeFile(trial, 'x', { flag: 'wx' }).finally(() => rm(trial, { force: true }));
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Bytes that this user may still write there. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(await nearestThere(folder));
  return bavail * bsize;
}
