import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';

/** A full CLIP tokenizer.json is 2.2 MB, with offsets 3.6; no text of a checkpoint comes near this. */
export const MOST_TEXT_BYTES = 64 * 1024 * 1024;

/** A file has more bytes than it may have. */
export class TooLarge extends Error {}

/**
 * The bytes of a file that somebody else made: of a FIFO, a device, or one without end, nothing is read.
 * @throws TooLarge; Error for what is no regular file; system errors (ENOENT, EACCES, …)
 */
export function readRegularFile(path: string, mostBytes = MOST_TEXT_BYTES): Buffer {
  // Looked at before it is opened, since opening a device may do something; not waited for, if it becomes a FIFO meanwhile.
  requireRegular(statSync(path));
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    requireRegular(stats);
    if (stats.size > mostBytes) throw new TooLarge(`it is larger than ${mostBytes} bytes`);
    return readAtMost(descriptor, stats.size, mostBytes);
  } finally {
    closeSync(descriptor);
  }
}

function requireRegular(stats: Stats): void {
  if (stats.isFile()) return;
  throw new Error(stats.isDirectory() ? 'it is a folder' : 'it is not a regular file');
}

/** What /proc lists as regular files of no bytes may have many, and a file may grow. */
function readAtMost(descriptor: number, expectedBytes: number, mostBytes: number): Buffer {
  let buffer = Buffer.alloc(expectedBytes + 1);
  let bytes = 0;
  for (;;) {
    const bytesRead = readSync(descriptor, buffer, bytes, buffer.length - bytes, null);
    if (bytesRead === 0) return buffer.subarray(0, bytes);
    bytes += bytesRead;
    if (bytes > mostBytes) throw new TooLarge(`it goes on after ${mostBytes} bytes`);
    if (bytes === buffer.length) buffer = Buffer.concat([buffer], Math.min(2 * bytes + 4096, mostBytes + 1));
  }
}
