import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isLeft } from './file-owner.js';
import { partialName } from './publish-file.js';

/** Removes what processes that were killed left half written of a file. What cannot be removed is nobody's trouble. */
export function removeLeftovers(path: string): void {
  const [start, end] = partialName(basename(path), '*').split('*');
  try {
    for (const name of readdirSync(dirname(path))) {
      if (!name.startsWith(start ?? '') || !name.endsWith(end ?? '')) continue;
      const leftover = join(dirname(path), name);
      const owner = name.slice(start?.length, -(end?.length ?? 0));
      if (isLeft(owner, statSync(leftover).mtimeMs)) rmSync(leftover, { force: true });
    }
  } catch {
    // No folder yet, one that is read-only, or another process that does the same.
  }
}
