import { open, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { closeOnError } from '../files/close-on-error.js';
import { StdoutLost } from '../errors.js';
import { linesFor } from './printable.js';
import { unwritableOutput } from '../files/unwritable-output.js';

/** Where text goes. A write resolves when the text is handed over, so that a slow reader slows the run. */
export interface Sink {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

/** Standard output; never closed. A terminal gets nothing that it would obey. Writing throws StdoutLost. */
export function stdoutSink(stdout: NodeJS.WriteStream = process.stdout): Sink {
  return {
    write: (text) =>
      text === ''
        ? Promise.resolve()
        : new Promise((resolve, reject) => {
            stdout.write(linesFor(stdout, text), (error) => {
              if (error) reject(new StdoutLost(error));
              else resolve();
            });
          }),
    close: () => Promise.resolve(),
  };
}

/** Whether a path is among the names of streams and devices: `/dev/fd/63`, `/dev/null`. (`/dev/shm` is a disk in memory.) */
export function isStreamName(path: string): boolean {
  return /^\/(?:dev\/(?!shm\/)|proc\/)/.test(resolve(path));
}

/**
 * A file, opened at once, so that an output that cannot be written is known before any work.
 * @param keptBytes what stays of one that is there already; it is written anew if undefined
 * @throws XclipError OUTPUT_UNWRITABLE
 */
export async function fileSink(path: string, keptBytes?: number): Promise<Sink> {
  const file = await openAt(path, keptBytes).catch((error: unknown) => {
    throw unwritableOutput(path, error);
  });
  return {
    write: async (text) => {
      try {
        await file.appendFile(text);
      } catch (error) {
        throw unwritableOutput(path, error);
      }
    },
    close: () => file.close(),
  };
}

async function openAt(path: string, keptBytes: number | undefined): Promise<FileHandle> {
  // What a stream leads to was opened by the shell, which may have meant to add to it.
  if (keptBytes === undefined) return open(path, isStreamName(path) ? 'a' : 'w');
  const file = await open(path, 'a');
  await closeOnError(file, () => file.truncate(keptBytes));
  return file;
}

/** A file that comes into being with its first write. */
export function lazyFileSink(path: string): Sink {
  let opened: Promise<Sink> | undefined;
  return {
    write: async (text) => {
      opened ??= fileSink(path);
      await (await opened).write(text);
    },
    close: async () => {
      if (opened !== undefined) await (await opened).close();
    },
  };
}
