import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename, dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** A large file in the Hub's cache is named after its SHA-256, which was checked when it was downloaded. */
const HUB_BLOB_NAME = /^[0-9a-f]{64}$/;

/**
 * SHA-256 of the weights, hexadecimal: of the one file, or of the files' hashes one after the other, sorted, so that
 * it does not depend on what the files are called: in the Hub cache, they are blobs.
 * @param files absolute, links resolved
 * @param hubBlobs the folder of the Hub's cache whose files are named after their hashes: there alone a name is believed
 */
export async function hashWeights(files: readonly string[], hubBlobs?: string): Promise<string> {
  const hashes = [];
  for (const file of files) hashes.push(await hashFile(file, hubBlobs));
  const [only] = hashes;
  if (only !== undefined && hashes.length === 1) return only;
  return createHash('sha256').update(hashes.sort().join('')).digest('hex');
}

async function hashFile(file: string, hubBlobs: string | undefined): Promise<string> {
  const name = basename(file);
  if (dirname(file) === hubBlobs && HUB_BLOB_NAME.test(name)) return name;
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
