import { createHash, type Hash } from 'node:crypto';

/** How the Hub names a file's content: LFS files by SHA-256, the others as git does. */
export type HashKind = 'sha256' | 'git-sha1';

/**
 * A running hash that ends in the Hub's own name (hex) for a file of `size` bytes.
 * Git hashes the size before the content, so it must be known from the start.
 */
export function createContentHash(kind: HashKind, size: number): Hash {
  return kind === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${size}\0`);
}
