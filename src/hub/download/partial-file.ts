import type { Hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { createContentHash } from '../content-hash.js';
import type { HubFile } from '../list-model.js';

const READ_BYTES = 2 ** 20;

/** A file on its way in: what is there is hashed already, what comes is appended and hashed. */
export class PartialFile {
  readonly #handle: FileHandle;
  readonly #file: HubFile;
  #hash: Hash;
  #bytes = 0;

  private constructor(handle: FileHandle, file: HubFile) {
    this.#handle = handle;
    this.#file = file;
    this.#hash = createContentHash(file.hashKind, file.size);
  }

  /** Opens (or creates) the file at `path` and hashes what it holds; more than `file.size` bytes cannot be right and are dropped. */
  static async open(path: string, file: HubFile): Promise<PartialFile> {
    const handle = await open(path, 'r+').catch(() => open(path, 'w+'));
    const partial = new PartialFile(handle, file);
    try {
      if ((await handle.stat()).size > file.size) await partial.restart();
      const buffer = Buffer.alloc(READ_BYTES);
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, partial.#bytes);
        if (bytesRead === 0) return partial;
        partial.#hash.update(buffer.subarray(0, bytesRead));
        partial.#bytes += bytesRead;
      }
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Bytes there so far. */
  get bytes(): number {
    return this.#bytes;
  }

  async append(chunk: Uint8Array): Promise<void> {
    // At its own position: should two processes ever hold the same file, both write the same bytes in the same place.
    let written = 0;
    while (written < chunk.length) {
      const rest = chunk.length - written;
      written += (await this.#handle.write(chunk, written, rest, this.#bytes + written)).bytesWritten;
    }
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
  }

  /** Forgets everything. */
  async restart(): Promise<void> {
    await this.#handle.truncate(0);
    this.#hash = createContentHash(this.#file.hashKind, this.#file.size);
    this.#bytes = 0;
  }

  /** Whether size and hash are those the Hub lists. */
  isRight(): boolean {
    return this.#bytes === this.#file.size && this.#hash.copy().digest('hex') === this.#file.etag;
  }

  /** Makes sure the bytes are on the disk before the name says that they are right. */
  async flush(): Promise<void> {
    await this.#handle.sync();
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
