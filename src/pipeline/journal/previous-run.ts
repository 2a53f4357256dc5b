import { stat } from 'node:fs/promises';
import { countFinished, type FinishedCounts } from './count-finished.js';
import type { JournaledVideo, Journal } from './read-journal.js';
import { JournaledOutput } from './journaled-output.js';
import { keepVideos, readKept, type KeptVideo } from './kept-videos.js';
import {
  followJournal,
  reuseKept,
  type Parting,
  type PlannedVideo,
  type ResumeRules,
} from './plan-resume.js';
import type { RunFiles } from './run-files.js';
import type { StampedPath } from './stamp-paths.js';

/** Of one video. What is more is not held in memory to be put aside: the video is done again. */
const MOST_KEPT_BYTES = 1 << 26;

/** A run that was cut or came to its end, as far as the walk agrees with it. */
export class PreviousRun {
  private constructor(
    readonly journal: Journal,
    readonly counts: Readonly<FinishedCounts>,
    private readonly files: RunFiles,
    private readonly parting: Parting<JournaledVideo>,
    private readonly rest: AsyncIterator<StampedPath, unknown>,
    private readonly rules: ResumeRules,
  ) {}

  /** Looks, and changes nothing. @param walked the whole walk, which this run goes on with */
  static async find(
    files: RunFiles,
    journal: Journal,
    walked: AsyncIterator<StampedPath, unknown>,
    rules: ResumeRules,
  ): Promise<PreviousRun> {
    const counts = { videos: 0, ok: 0, failed: 0, clips: 0 };
    const parting = await followJournal(walked, journal.videos, {
      ...rules,
      onAgreed: (entry) => countFinished(counts, entry),
    });
    return new PreviousRun(journal, counts, files, parting, walked, rules);
  }

  /**
   * Makes the files ready to go on: cut after the last video that agrees, with what was finished beyond it put aside.
   * Whenever this is killed, another resume finds all of it.
   * @param header what the output begins with
   * @param note one line for people
   */
  async continue(header: string, note: (line: string) => void): Promise<JournaledOutput> {
    const { files, journal, parting } = this;
    const { last, entry } = parting;
    if (entry === undefined) await this.#noteTorn(last?.rowsEnd ?? Buffer.byteLength(header), note);
    else await keepVideos(files.kept, toKept(entry, journal.videos));
    await journal.videos.return();
    if (last !== undefined) return JournaledOutput.resume(files, last);
    return JournaledOutput.create(files, {
      header,
      settings: journal.settings,
      ...(journal.weightsHash === undefined ? {} : { weightsHash: journal.weightsHash }),
    });
  }

  /** What is left of the walk, with what was put aside in the places of what would be done again. */
  plan(): AsyncGenerator<PlannedVideo, void, undefined> {
    return reuseKept(this.#walkOn(), readKept(this.files.kept), this.rules);
  }

  /** Lets go of the files that it looks into. */
  async close(): Promise<void> {
    await this.journal.videos.return();
  }

  async *#walkOn(): AsyncGenerator<StampedPath, void, undefined> {
    if (this.parting.path === undefined) return;
    yield this.parting.path;
    for (let next = await this.rest.next(); next.done !== true; next = await this.rest.next())
      yield next.value;
  }

  async #noteTorn(rowsEnd: number, note: (line: string) => void): Promise<void> {
    const sizeBytes = (await stat(this.files.output).catch(() => undefined))?.size ?? 0;
    if (sizeBytes <= rowsEnd) return;
    note(
      `${this.files.output}: its last ${sizeBytes - rowsEnd} bytes, of a video left unfinished, are cut off`,
    );
  }
}

async function* toKept(
  first: JournaledVideo,
  others: AsyncIterable<JournaledVideo>,
): AsyncGenerator<KeptVideo, void, undefined> {
  for await (const video of startingWith(first, others)) {
    if (video.isWhole && video.sizeBytes <= MOST_KEPT_BYTES) yield { ...video, ...(await video.read()) };
  }
}

async function* startingWith<T>(first: T, others: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  yield first;
  yield* others;
}
