import { stat } from 'node:fs/promises';
import type { WalkedPath } from './walk.js';

/** What shows that a file is still the one that was looked at. */
export interface FileStamp {
  sizeBytes: number;
  modifiedMs: number;
}

/** A path as it was before anyone read it. */
export interface StampedPath extends WalkedPath {
  /** undefined where it cannot be looked at */
  stamp: FileStamp | undefined;
}

/** Looks at each file before it is read, so that a change while it is read is seen at the next resume. */
export async function* stampPaths(
  paths: AsyncIterable<WalkedPath>,
): AsyncGenerator<StampedPath, void, undefined> {
  for await (const path of paths) {
    yield { ...path, stamp: path.error === undefined ? await stampOf(path.path) : undefined };
  }
}

async function stampOf(path: string): Promise<FileStamp | undefined> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { sizeBytes: size, modifiedMs: mtimeMs };
  } catch {
    return undefined; // whoever opens it will say why
  }
}
