import type { FileHandle } from 'node:fs/promises';
import { ByteWriter } from 'hyparquet-writer';

/** Where hyparquet-writer puts its bytes: collected in memory, and appended to a file on `flush`. */
export class ParquetFile extends ByteWriter {
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    super();
    this.#file = file;
  }

  /** What is collected is there already, and all before `offset`. */
  goOnAt(offset: number): void {
    this.index = 0;
    this.offset = offset;
  }

  async flush(): Promise<void> {
    const { buffer, index } = this;
    let written = 0;
    while (written < index) {
      const { bytesWritten } = await this.#file.write(new Uint8Array(buffer, written, index - written));
      written += bytesWritten;
    }
    this.index = 0;
  }
}
