import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { onTestFinished } from 'vitest';

/**
 * A disk of a given size at a new folder, until the test has ended. Needs the right to mount, which tests in containers
 * often have and people seldom do.
 */
export function mountSmall(path: string, size: string): boolean {
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    return false;
  }
  onTestFinished(() => void execFileSync('umount', [path]));
  return true;
}

/** Gives a mounted disk another size. */
export function resizeDisk(path: string, size: string): void {
  execFileSync('mount', ['-o', `remount,size=${size}`, path]);
}
