import { accessSync, chmodSync, constants, statSync } from 'node:fs';
import { delimiter, resolve, sep } from 'node:path';

/** The first runnable file of that name on PATH, or undefined. */
export function findOnPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const suffix = process.platform === 'win32' && !name.endsWith('.exe') ? '.exe' : '';
  return (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => resolve(folder, name + suffix))
    .find((path) => isRunnable(path));
}

/**
 * Whether the file can be run, after giving it the run bit if it came inside an npm package: npm may
 * skip the install script that would have.
 */
export function makeRunnable(path: string): boolean {
  if (isRunnable(path)) return true;
  if (!path.includes(`${sep}node_modules${sep}`)) return false;
  try {
    chmodSync(path, 0o755);
  } catch {
    return false;
  }
  return isRunnable(path);
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
