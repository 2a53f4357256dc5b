import { closeSync, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { CheckpointError, messageOf, systemCodeOf } from '../../errors.js';
import { broken, unsupported } from './refusals.js';

const LFS_POINTER = 'version https://git-lfs';

/** A file of weights, open for reading pieces of it: nothing is read past its end, or unless asked for. */
export class WeightFile {
  private constructor(
    /** as it was given, for messages */
    readonly path: string,
    /** absolute, links resolved */
    readonly realPath: string,
    readonly byteLength: number,
    private readonly descriptor: number,
  ) {}

  /**
   * Opens the file for as long as `use` takes.
   * @throws CheckpointError UNREADABLE_CHECKPOINT, or UNSUPPORTED_CHECKPOINT for Git LFS's stand-in
   */
  static use<T>(path: string, use: (file: WeightFile) => T): T {
    const realPath = resolveFile(path);
    const descriptor = openSync(realPath, 'r');
    try {
      const file = new WeightFile(path, realPath, fstatSync(descriptor).size, descriptor);
      const start = file.read(0, Math.min(LFS_POINTER.length, file.byteLength)).toString('latin1');
      if (start === LFS_POINTER) {
        throw unsupported(path, "it is Git LFS's pointer, not the weights", 'fetch them with `git lfs pull`');
      }
      return use(file);
    } finally {
      closeSync(descriptor);
    }
  }

  /** @throws CheckpointError BROKEN_CHECKPOINT if the file ends before */
  read(byteOffset: number, byteLength: number): Buffer {
    if (byteOffset + byteLength > this.byteLength) {
      throw broken(this.path, `it ends after ${this.byteLength} bytes`);
    }
    const buffer = Buffer.alloc(byteLength);
    let done = 0;
    while (done < byteLength) {
      const bytesRead = readSync(this.descriptor, buffer, done, byteLength - done, byteOffset + done);
      if (bytesRead === 0) throw broken(this.path, `it ends after ${byteOffset + done} bytes`);
      done += bytesRead;
    }
    return buffer;
  }
}

/** Opening a pipe would wait for its writer, so a path is looked at before it is opened. */
function resolveFile(path: string): string {
  try {
    const realPath = realpathSync(path);
    if (!statSync(realPath).isFile()) throw new Error('it is not a file');
    return realPath;
  } catch (error) {
    throw new CheckpointError(`cannot read ${path}: ${messageOf(error)}`, {
      code: systemCodeOf(error) === 'ENOENT' ? 'MISSING_FILE' : 'UNREADABLE_CHECKPOINT',
      cause: error,
    });
  }
}
