import type { FileHandle } from 'node:fs/promises';
import type { AsyncBuffer } from 'hyparquet';

/** An open file as hyparquet reads it: by ranges, each in memory only while it is used. */
export async function fileSlices(file: FileHandle): Promise<AsyncBuffer> {
  const byteLength = (await file.stat()).size;
  return {
    byteLength,
    slice: (start, end = byteLength) => {
      // Before memory is taken for what is not there.
      if (!(start >= 0 && start <= end && end <= byteLength)) {
        throw new RangeError(`bytes ${start} to ${end} are not in a file of ${byteLength}`);
      }
      return readRange(file, start, end - start);
    },
  };
}

async function readRange(file: FileHandle, start: number, length: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, start + filled);
    if (bytesRead === 0) throw new Error(`the file ends at byte ${start + filled}`);
    filled += bytesRead;
  }
  return bytes.buffer;
}
