import { existsSync, lstatSync, mkdirSync, mkdtempSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { systemCodeOf } from '../errors.js';

/**
 * The user's home folder. In a container that runs under a number for which there is no account, and without HOME, a
 * temporary one.
 */
export function homeFolder(): string {
  return knownHome() ?? temporaryHome();
}

/** Undefined where neither HOME nor the system's accounts name one: Node's own functions throw there. */
export function knownHome(): string | undefined {
  for (const find of [homedir, () => userInfo().homedir]) {
    try {
      const home = find();
      if (home !== '') return home;
    } catch {
      // Then the next one, or none.
    }
  }
  return undefined;
}

let temporary: string | undefined;

/** The same for every run of a user; what keeps files there says so where it cannot be written. */
export function temporaryHome(): string {
  return (temporary ??= makeTemporaryHome());
}

function makeTemporaryHome(): string {
  const folder = temporaryFolder();
  const path = join(folder, `xclip-${process.getuid?.() ?? 'home'}`);
  try {
    mkdirSync(path, { mode: 0o700 });
    return path;
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST' || isOurs(path)) return path;
  }
  // Whoever made that one could read and change what we keep there.
  return mkdtempSync(join(folder, 'xclip-'));
}

/** TMPDIR may name another user's private folder, in which even a look at what is missing ends with EACCES. */
function temporaryFolder(): string {
  const named = tmpdir();
  return process.platform === 'win32' || existsSync(`${named}/.`) ? named : '/tmp';
}

function isOurs(path: string): boolean {
  const { uid, mode } = lstatSync(path);
  const isFolder = (mode & 0o170000) === 0o040000;
  return isFolder && uid === process.getuid?.() && (mode & 0o022) === 0;
}
