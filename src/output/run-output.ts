import { closeOnError } from '../files/close-on-error.js';
import { removeOutput } from './remove-output.js';
import { fileSink, lazyFileSink, type Sink } from './sink.js';
import { JournalWriter } from './journal/journal-writer.js';
import type { Settings } from './journal/journal-format.js';
import type { KeptVideo } from './journal/kept-videos.js';
import type { ReusedVideo } from './journal/plan-resume.js';
import type { FailedVideo } from '../pipeline/read/read-clips.js';
import type { RowTarget, RowWriter } from './rows/output-rows.js';
import { partialOf, type RunFiles } from './journal/run-files.js';
import type { StampedPath } from '../pipeline/find/walk.js';
import { VideoSum } from './journal/video-sum.js';

/** How far the files of a run go whose videos are all finished. */
export interface WholeEnds {
  rowsEnd: number;
  errorsEnd: number;
  journalEnd: number;
}

/** Where a run puts what it makes. */
export interface Output<Row> {
  take(item: Row | FailedVideo | ReusedVideo): Promise<void>;
  /** A video has given all its items. */
  finish(path: StampedPath): Promise<void>;
  /** Names the weights, which a resume must know. */
  seal(weightsHash: string): Promise<void>;
  /** All has been taken; `isWhole` unless the run was interrupted. @returns whether it drifted, where it is compared with a snapshot */
  conclude(run: { isWhole: boolean }): Promise<{ hasDrifted?: boolean }>;
  close(): Promise<void>;
}

/** What is noted of videos that are whole in an output. */
type Journal = Pick<JournalWriter, 'seal' | 'add' | 'close'>;

/** Of an output that cannot be resumed. */
const NO_JOURNAL: Journal = {
  seal: () => Promise.resolve(),
  add: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/** An output and its errors file, with a journal of the videos that are whole in them. */
export class RunOutput<Row extends object> {
  #sum = new VideoSum();
  #clips = 0;
  #failed = false;

  private constructor(
    private readonly output: RowWriter<Row>,
    private readonly errors: Sink,
    private readonly journal: Journal,
    private errorsEnd: number,
    /** what has had its use once all videos are in their places */
    private readonly spent: readonly string[],
  ) {}

  /** Where nothing can be resumed: stdout, a pipe, a table. */
  static unjournaled<Row extends object>(output: RowWriter<Row>, errors: Sink): RunOutput<Row> {
    return new RunOutput(output, errors, NO_JOURNAL, 0, []);
  }

  /**
   * Begins anew.
   * @param weightsHash where videos are kept that these weights gave; else none are
   */
  static async create<Row extends object>(
    files: RunFiles,
    target: RowTarget<Row>,
    { settings, weightsHash }: { settings: Settings; weightsHash?: string },
  ): Promise<RunOutput<Row>> {
    // In this order: whenever this is killed, the journal is that of the output, or has nothing finished.
    if (weightsHash === undefined) await removeOutput(files.kept);
    const journal = await JournalWriter.create(files.journal, settings, weightsHash);
    return closeOnError(journal, async () => {
      await removeOutput(files.errors);
      const output = await target.create();
      return new RunOutput(output, lazyFileSink(files.errors), journal, 0, spentBy(files));
    });
  }

  /** Resumes after what is whole; the rest is cut off. */
  static async resume<Row extends object>(
    files: RunFiles,
    target: RowTarget<Row>,
    { rowsEnd, errorsEnd, journalEnd }: WholeEnds,
  ): Promise<RunOutput<Row>> {
    const journal = await JournalWriter.resume(files.journal, journalEnd);
    return closeOnError(journal, async () => {
      const output = await target.resume(rowsEnd);
      const errors = await closeOnError(output, () => resumeErrors(files, errorsEnd));
      return new RunOutput(output, errors, journal, errorsEnd, spentBy(files));
    });
  }

  /** Names the weights, which a resume must know. */
  seal(weightsHash: string): Promise<void> {
    return this.journal.seal(weightsHash);
  }

  /** The output of a run whose rows and failures become text so. */
  taking(toText: (row: Row) => string, failureText: (failed: FailedVideo) => string): Output<Row> {
    return {
      take: (item) => {
        if ('reused' in item) return this.copy(item.reused);
        return 'error' in item ? this.writeFailure(failureText(item)) : this.writeRow(toText(item), item);
      },
      finish: (path) => this.finish(path),
      seal: (weightsHash) => this.seal(weightsHash),
      conclude: async ({ isWhole }) => {
        if (isWhole) await this.complete();
        return {};
      },
      close: () => this.close(),
    };
  }

  /** One row of the video that is under way. @param text of it, as its format has it */
  async writeRow(text: string, row?: Row): Promise<void> {
    this.#clips += 1;
    await this.output.write(text, row);
    this.#sum.addRows(text);
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
    for await (const piece of rows()) {
      await this.output.write(piece);
      this.#sum.addRows(piece);
    }
    await this.#writeErrors(errors);
    [this.#clips, this.#failed] = [clips, failed];
    await this.finish({ path: video, stamp });
  }

  /** All videos are in their places: what was put aside has had its use, and so has what kills left half done. */
  async complete(): Promise<void> {
    await Promise.all(this.spent.map(removeOutput));
  }

  async close(): Promise<void> {
    await Promise.all([this.output.close(), this.errors.close(), this.journal.close()]);
  }

  async #writeErrors(text: string): Promise<void> {
    if (text === '') return;
    await this.errors.write(text);
    this.#sum.addErrors(text);
    this.errorsEnd += Buffer.byteLength(text);
  }
}

function spentBy({ kept, journal, tail }: RunFiles): string[] {
  return [kept, partialOf(kept), partialOf(journal), partialOf(tail)];
}

async function resumeErrors({ errors }: RunFiles, errorsEnd: number): Promise<Sink> {
  if (errorsEnd > 0) return fileSink(errors, errorsEnd);
  // A run that was never cut has no file of no errors.
  await removeOutput(errors);
  return lazyFileSink(errors);
}
