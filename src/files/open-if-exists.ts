import { open, type FileHandle } from 'node:fs/promises';
import { systemCodeOf } from '../errors.js';

/** For reading; undefined where there is no such file. */
export async function openIfExists(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
