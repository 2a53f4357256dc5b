import { open, type FileHandle } from 'node:fs/promises';
import { StdoutLost, XclipError, messageOf } from '../../errors.js';

/** Where text goes. A write resolves when the text is handed over, so that a slow reader slows the run. */
export interface Sink {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

/** Standard output; never closed. Writing throws StdoutLost. */
export function stdoutSink(stdout: NodeJS.WriteStream = process.stdout): Sink {
  return {
    write: (text) =>
      text === ''
        ? Promise.resolve()
        : new Promise((resolve, reject) => {
            stdout.write(text, (error) => {
              if (error) reject(new StdoutLost(error));
              else resolve();
            });
          }),
    close: () => Promise.resolve(),
  };
}

/**
 * A new file, opened at once, so that an output that cannot be written is known before any work.
 * @throws XclipError OUTPUT_UNWRITABLE
 */
export async function fileSink(path: string): Promise<Sink> {
  let file: FileHandle;
  try {
    file = await open(path, 'w');
  } catch (error) {
    throw unwritable(path, error);
  }
  return {
    write: async (text) => {
      try {
        await file.appendFile(text);
      } catch (error) {
        throw unwritable(path, error);
      }
    },
    close: () => file.close(),
  };
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

function unwritable(path: string, error: unknown): XclipError {
  return new XclipError(`${path} cannot be written: ${messageOf(error)}`, {
    code: 'OUTPUT_UNWRITABLE',
    hint: 'choose another --output',
    cause: error,
  });
}
