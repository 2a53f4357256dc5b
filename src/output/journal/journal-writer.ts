import { open, rename, type FileHandle } from 'node:fs/promises';
import { closeOnError } from '../../files/close-on-error.js';
import { unwritableOutput } from '../../files/unwritable-output.js';
import { entryLine, headerLine, weightsLine, type JournalEntry, type Settings } from './journal-format.js';
import { partialOf } from './run-files.js';

/** Appends to a journal, one call after the other. */
export class JournalWriter {
  /** Entries, until the weights' hash is known, which stands before them. */
  #unsealed: string[] | undefined;
  #written: Promise<void> = Promise.resolve();

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
    isSealed: boolean,
  ) {
    this.#unsealed = isSealed ? undefined : [];
  }

  /**
   * In the place of an older one, which stays if this fails.
   * @param weightsHash if it is known already
   * @throws XclipError OUTPUT_UNWRITABLE
   */
  static async create(path: string, settings: Settings, weightsHash?: string): Promise<JournalWriter> {
    const partial = partialOf(path);
    try {
      const file = await open(partial, 'w');
      await closeOnError(file, async () => {
        await file.appendFile(
          headerLine(settings) + (weightsHash === undefined ? '' : weightsLine(weightsHash)),
        );
        await file.datasync();
        await rename(partial, path);
      });
      return new JournalWriter(path, file, weightsHash !== undefined);
    } catch (error) {
      throw unwritableOutput(path, error);
    }
  }

  /** Resumes after `keptBytes` of a journal that names its weights. @throws XclipError OUTPUT_UNWRITABLE */
  static async resume(path: string, keptBytes: number): Promise<JournalWriter> {
    try {
      const file = await open(path, 'a');
      await closeOnError(file, () => file.truncate(keptBytes));
      return new JournalWriter(path, file, true);
    } catch (error) {
      throw unwritableOutput(path, error);
    }
  }

  /** Names the weights; until then entries wait, and a run that ends has finished nothing. */
  async seal(weightsHash: string): Promise<void> {
    if (this.#unsealed === undefined) return;
    const waiting = this.#unsealed;
    this.#unsealed = undefined;
    await this.#append(weightsLine(weightsHash) + waiting.join(''));
  }

  /** To be called when the video's bytes are in their files. */
  async add(entry: JournalEntry): Promise<void> {
    const line = entryLine(entry);
    if (this.#unsealed === undefined) await this.#append(line);
    else this.#unsealed.push(line);
  }

  async close(): Promise<void> {
    await this.#written.catch(() => undefined); // reported to the caller that wrote
    await this.file.close();
  }

  #append(text: string): Promise<void> {
    this.#written = this.#written.then(async () => {
      try {
        await this.file.appendFile(text);
      } catch (error) {
        throw unwritableOutput(this.path, error);
      }
    });
    return this.#written;
  }
}
