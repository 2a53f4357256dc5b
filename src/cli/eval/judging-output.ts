import type { Answers } from '../../pipeline/evaluate/answers.js';
import { toDigits } from '../../output/formats/numbers.js';
import { readLines } from '../../output/journal/read-lines.js';
import type { Output } from '../../output/run-output.js';
import type { TagRecord } from '../../pipeline/rank/rank.js';
import { failureNote } from '../run/open-output.js';
import { parseRecord } from './results/jsonl-results.js';

/** What was said of videos goes into a file that can be resumed, and all of it is judged at its end; or at once, into memory. */
export class JudgingOutput implements Output<TagRecord> {
  /**
   * @param rows the file of what is said with the output that writes it; undefined where nothing can be resumed
   * @param publish writes what comes of a whole run
   */
  constructor(
    private readonly answers: Answers,
    private readonly rows: { file: string; output: Output<TagRecord> } | undefined,
    private readonly publish: () => Promise<void>,
    private readonly note: (line: string) => void,
  ) {}

  async take(item: Parameters<Output<TagRecord>['take']>[0]): Promise<void> {
    if (this.rows !== undefined) await this.rows.output.take(item);
    else if ('error' in item) this.note(failureNote(item));
    else if ('labels' in item) this.answers.take(written(item));
  }

  async finish(path: Parameters<Output<TagRecord>['finish']>[0]): Promise<void> {
    await this.rows?.output.finish(path);
  }

  async seal(weightsHash: string): Promise<void> {
    await this.rows?.output.seal(weightsHash);
  }

  /** Figures of a part would be taken for those of the whole: an interrupted run has none. */
  async conclude(run: { isWhole: boolean }): Promise<{ hasDrifted?: boolean }> {
    await this.rows?.output.conclude(run);
    if (!run.isWhole) {
      this.note(
        this.rows === undefined
          ? 'there are no figures of an interrupted evaluation; with --output it can be resumed'
          : 'there are no figures before all videos are judged',
      );
      return {};
    }
    if (this.rows !== undefined) {
      for await (const { text } of readLines(this.rows.file)) this.answers.take(parseRecord(text));
    }
    await this.publish();
    return {};
  }

  async close(): Promise<void> {
    await this.rows?.output.close();
  }
}

/** With the digits that a file has, so that figures do not depend on the way. */
function written({ video, labels }: TagRecord): Parameters<Answers['take']>[0] {
  return {
    video,
    labels: labels.map(({ label, probability }) => ({ label, probability: toDigits(probability) })),
  };
}
