import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { XclipError, messageOf, systemCodeOf } from '../errors.js';
import { newOwner } from './file-owner.js';

/** What a file is called while a process writes it. A process that is killed leaves it: see remove-leftovers.ts. */
export function partialName(name: string, owner: string): string {
  return `.${name}.${owner}.part`;
}

/**
 * Makes a file under a name of its own and gives it its name when it is whole and on the disk: whoever finds `path` finds
 * all of it, and of two processes at once the later replaces the earlier's file by its equal.
 * @param write fills the file by its descriptor
 * @throws XclipError CACHE_UNWRITABLE where the folder cannot be written or is full; what `write` throws
 */
export function publishFile(path: string, write: (descriptor: number) => void): void {
  const temporary = join(dirname(path), partialName(basename(path), newOwner()));
  try {
    mkdirSync(dirname(path), { recursive: true });
    fill(temporary, write);
    putInPlace(temporary, path);
  } catch (cause) {
    removeIfThere(temporary);
    if (systemCodeOf(cause) === undefined || cause instanceof XclipError) throw cause;
    throw new XclipError(`cannot write ${path}: ${messageOf(cause)}`, {
      code: 'CACHE_UNWRITABLE',
      hint: 'make room, or set XCLIP_CACHE to a folder that can be written',
      cause,
    });
  }
}

/** What went wrong before is what must be reported, not that there is nothing to remove. */
function removeIfThere(path: string): void {
  if (existsSync(path)) rmSync(path, { force: true });
}

function fill(path: string, write: (descriptor: number) => void): void {
  const descriptor = openSync(path, 'wx', 0o644);
  try {
    write(descriptor);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Windows does not replace a file that another process has mapped: then that one, which is its equal, stays. */
function putInPlace(temporary: string, path: string): void {
  try {
    renameSync(temporary, path);
  } catch (error) {
    if (process.platform !== 'win32' || statSync(path, { throwIfNoEntry: false }) === undefined) throw error;
    rmSync(temporary, { force: true });
  }
}
