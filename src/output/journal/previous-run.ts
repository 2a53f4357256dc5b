import { countFinished, type FinishedCounts } from './journal-format.js';
import type { Journal, JournaledVideo } from './read-journal.js';
import { RunOutput } from '../run-output.js';
import { keepVideos, type KeptVideo, readKept } from './kept-videos.js';
import {
  type Divergence,
  followJournal,
  type PlannedVideo,
  type ResumeRules,
  reuseKept,
} from './plan-resume.js';
import type { RowSource, RowTarget } from '../rows/output-rows.js';
import type { RunFiles } from './run-files.js';
import type { StampedPath } from '../../pipeline/find/walk.js';

/** A run that was cut or came to its end, as far as the walk agrees with it. */
export class PreviousRun {
  private constructor(
    readonly journal: Journal,
    readonly counts: Readonly<FinishedCounts>,
    private readonly files: RunFiles,
    private readonly source: RowSource,
    private readonly divergence: Divergence<JournaledVideo>,
    private readonly rest: AsyncIterator<StampedPath, unknown>,
    private readonly rules: ResumeRules,
  ) {}

  /** Looks, and changes nothing. @param walked the whole walk, which this run continues */
  static async find(
    files: RunFiles,
    source: RowSource,
    journal: Journal,
    walked: AsyncIterator<StampedPath, unknown>,
    rules: ResumeRules,
  ): Promise<PreviousRun> {
    const counts = { videos: 0, ok: 0, failed: 0, clips: 0 };
    const divergence = await followJournal(walked, journal.videos, {
      ...rules,
      onAgreed: (entry) => countFinished(counts, entry),
    });
    return new PreviousRun(journal, counts, files, source, divergence, walked, rules);
  }

  /**
   * Makes the files ready to go on: cut after the last video that agrees, with what was finished beyond it put aside.
   * Whenever this is killed, another resume finds all of it.
   * @param note one line for people
   */
  async continue<Row extends object>(
    target: RowTarget<Row>,
    note: (line: string) => void,
  ): Promise<RunOutput<Row>> {
    const { files, journal, divergence } = this;
    const { last, entry } = divergence;
    if (entry === undefined) await this.#noteTorn(last?.rowsEnd ?? this.source.start, note);
    else await keepVideos(files.kept, toKept(entry, journal.videos));
    await journal.videos.return();
    if (last !== undefined) return RunOutput.resume(files, target, last);
    return RunOutput.create(files, target, {
      settings: journal.settings,
      ...(journal.weightsHash === undefined ? {} : { weightsHash: journal.weightsHash }),
    });
  }

  /** What is left of the walk, with what was put aside in the places of what would be done again. */
  plan(): AsyncGenerator<PlannedVideo, void, undefined> {
    return reuseKept(this.#walkOn(), readKept(this.files.kept), this.rules);
  }

  /** The plan before anything is put aside, for who only looks. Instead of `continue` and `plan`. */
  preview(): AsyncGenerator<PlannedVideo, void, undefined> {
    const { entry } = this.divergence;
    const kept = entry === undefined ? readKept(this.files.kept) : toKept(entry, this.journal.videos);
    return reuseKept(this.#walkOn(), kept, this.rules);
  }

  /** Lets go of the files that it looks into. */
  async close(): Promise<void> {
    await this.journal.videos.return();
  }

  async *#walkOn(): AsyncGenerator<StampedPath, void, undefined> {
    if (this.divergence.path === undefined) return;
    yield this.divergence.path;
    for (let next = await this.rest.next(); next.done !== true; next = await this.rest.next())
      yield next.value;
  }

  async #noteTorn(rowsEnd: number, note: (line: string) => void): Promise<void> {
    const rows = await this.source.open();
    try {
      const beyond = await rows.beyond(rowsEnd);
      if (beyond !== undefined) note(`${this.files.output}: ${beyond}`);
    } finally {
      await rows.close();
    }
  }
}

async function* toKept(
  first: JournaledVideo,
  others: AsyncIterable<JournaledVideo>,
): AsyncGenerator<KeptVideo, void, undefined> {
  for await (const video of startingWith(first, others)) {
    if (!video.isWhole) continue;
    yield { ...video, rows: () => toTexts(video.rows()), errors: await textOf(video.errors()) };
  }
}

async function* startingWith<T>(first: T, others: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  yield first;
  yield* others;
}

async function* toTexts(pieces: AsyncIterable<Buffer>): AsyncGenerator<string, void, undefined> {
  for await (const piece of pieces) yield piece.toString();
}

/** Of the lines of why one video failed, which are few. */
async function textOf(pieces: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const piece of toTexts(pieces)) text += piece;
  return text;
}
