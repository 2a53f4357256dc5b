import { closeOnError } from '../../files/close-on-error.js';
import { removeOutput } from '../remove-output.js';
import { fileSink, lazyFileSink, type Sink } from '../sink.js';
import { JournalWriter } from './journal-writer.js';
import type { Settings } from './journal-format.js';
import type { KeptVideo } from './kept-videos.js';
import type { RowTarget, RowWriter } from '../rows/output-rows.js';
import { partialOf, type RunFiles } from './run-files.js';
import type { StampedPath } from '../../pipeline/find/stamp-paths.js';
import { VideoSum } from './video-sum.js';

/** How far the files of a run go whose videos are all finished. */
export interface WholeEnds {
  rowsEnd: number;
  errorsEnd: number;
  journalEnd: number;
}

/** An output and its errors file, with a journal of the videos that are whole in them. */
export class JournaledOutput {
  #sum = new VideoSum();
  #clips = 0;
  #failed = false;

  private constructor(
    private readonly files: RunFiles,
    private readonly output: RowWriter,
    private readonly errors: Sink,
    private readonly journal: JournalWriter,
    private errorsEnd: number,
  ) {}

  /**
   * Begins anew.
   * @param weightsHash where videos are kept that these weights gave; else none are
   */
  static async create(
    files: RunFiles,
    target: RowTarget,
    { settings, weightsHash }: { settings: Settings; weightsHash?: string },
  ): Promise<JournaledOutput> {
    // In this order: whenever this is killed, the journal is that of the output, or has nothing finished.
    if (weightsHash === undefined) await removeOutput(files.kept);
    const journal = await JournalWriter.create(files.journal, settings, weightsHash);
    return closeOnError(journal, async () => {
      await removeOutput(files.errors);
      const output = await target.create();
      return new JournaledOutput(files, output, lazyFileSink(files.errors), journal, 0);
    });
  }

  /** Goes on after what is whole; the rest is cut off. */
  static async resume(
    files: RunFiles,
    target: RowTarget,
    { rowsEnd, errorsEnd, journalEnd }: WholeEnds,
  ): Promise<JournaledOutput> {
    const journal = await JournalWriter.resume(files.journal, journalEnd);
    return closeOnError(journal, async () => {
      const output = await target.resume(rowsEnd);
      const errors = await closeOnError(output, () => resumeErrors(files, errorsEnd));
      return new JournaledOutput(files, output, errors, journal, errorsEnd);
    });
  }

  /** Names the weights, which a resume must know. */
  seal(weightsHash: string): Promise<void> {
    return this.journal.seal(weightsHash);
  }

  /** The text of one record of the video that is under way. */
  async writeRecord(text: string): Promise<void> {
    this.#clips += 1;
    await this.#writeRows(text);
  }

  /** Why the video that is under way failed. */
  async writeFailure(text: string): Promise<void> {
    this.#failed = true;
    await this.#writeErrors(text);
  }

  /** The video that is under way has written all it will. */
  async finish({ path, stamp }: Pick<StampedPath, 'path' | 'stamp'>): Promise<void> {
    const { errorsEnd } = this;
    const rowsEnd = this.output.end;
    const outcome = { video: path, stamp, failed: this.#failed, clips: this.#clips };
    const sum = this.#sum.digest(outcome);
    [this.#sum, this.#clips, this.#failed] = [new VideoSum(), 0, false];
    await this.journal.add({ ...outcome, rowsEnd, errorsEnd, sum });
  }

  /** A video that an earlier run finished. */
  async copy({ video, stamp, rows, errors, clips, failed }: KeptVideo): Promise<void> {
    for await (const piece of rows()) await this.#writeRows(piece);
    await this.#writeErrors(errors);
    [this.#clips, this.#failed] = [clips, failed];
    await this.finish({ path: video, stamp });
  }

  /** All videos are in their places: what was put aside has had its use, and so has what kills left half done. */
  async complete(): Promise<void> {
    const { kept, journal, tail } = this.files;
    await Promise.all([kept, partialOf(kept), partialOf(journal), partialOf(tail)].map(removeOutput));
  }

  async close(): Promise<void> {
    await Promise.all([this.output.close(), this.errors.close(), this.journal.close()]);
  }

  async #writeRows(text: string): Promise<void> {
    await this.output.write(text);
    this.#sum.addRows(text);
  }

  async #writeErrors(text: string): Promise<void> {
    if (text === '') return;
    await this.errors.write(text);
    this.#sum.addErrors(text);
    this.errorsEnd += Buffer.byteLength(text);
  }
}

async function resumeErrors({ errors }: RunFiles, errorsEnd: number): Promise<Sink> {
  if (errorsEnd > 0) return fileSink(errors, errorsEnd);
  // A run that was never cut has no file of no errors.
  await removeOutput(errors);
  return lazyFileSink(errors);
}
