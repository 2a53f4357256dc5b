import { isUtf8 } from 'node:buffer';
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';

/** What Node makes of bytes that are no UTF-8. */
const REPLACEMENT = '\ufffd';

export interface FolderEntry {
  /** as text: bytes of a name that is not UTF-8, and so cannot be asked for as text, are shown as \xNN */
  name: string;
  isUtf8: boolean;
  /** its path, by which it can be asked for in either case */
  place: string | Buffer;
  entry: Pick<Dirent, 'isDirectory' | 'isFile' | 'isSymbolicLink'>;
}

/** @param prefix the folder's path and a slash */
export async function listFolder(prefix: string): Promise<FolderEntry[]> {
  const entries = await readdir(prefix, { withFileTypes: true });
  if (entries.some(({ name }) => name.includes(REPLACEMENT))) return listBytes(prefix);
  return entries.map((entry) => ({
    name: entry.name,
    isUtf8: true,
    place: prefix + entry.name,
    entry,
  }));
}

/** The same, slowly: names as the bytes that they are. */
async function listBytes(prefix: string): Promise<FolderEntry[]> {
  const entries = await readdir(prefix, { withFileTypes: true, encoding: 'buffer' });
  return entries.map((entry) => ({
    name: isUtf8(entry.name) ? entry.name.toString() : shownBytes(entry.name),
    isUtf8: isUtf8(entry.name),
    place: Buffer.concat([Buffer.from(prefix), entry.name]),
    entry,
  }));
}

function shownBytes(name: Buffer): string {
  return name
    .toString('latin1')
    .replace(/[\x80-\xff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
