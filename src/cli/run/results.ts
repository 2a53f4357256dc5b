import type { ReusedVideo } from '../../output/journal/plan-resume.js';
import type { StampedPath } from '../../pipeline/find/stamp-paths.js';
import type { TagRecord } from '../../pipeline/rank/rank.js';
import type { FailedVideo } from '../../pipeline/read/read-clips.js';
import { clearCompanions } from './output-files.js';
import { printable } from '../terminal/printable.js';
import { openRecordWriter, type RecordWriter } from '../record-writer.js';
import type { TagRequest } from '../tag/request.js';

/** Where a run of `tag` puts its records: an output, with a journal or without, or, under --check, the comparison. */
export interface TagResults {
  take(item: TagRecord | FailedVideo | ReusedVideo): Promise<void>;
  /** a video has given all its items */
  finish(path: StampedPath): Promise<void>;
  /** Prints what drifted; clips of the snapshot that did not come count only if all have been asked for. */
  reportDrift(run: { isWhole: boolean }): boolean;
  close(): Promise<void>;
}

/** For a run that cannot be resumed. */
export async function openTagResults(request: TagRequest, note: (line: string) => void): Promise<TagResults> {
  const { flags, check } = request;
  if (check !== undefined) return compared(check, note);
  if (flags.output !== undefined) await clearCompanions(flags.output);
  return written(await openRecordWriter(request, note));
}

function written(writer: RecordWriter): TagResults {
  return {
    take: (item) => {
      if ('reused' in item) throw new TypeError(`${item.video} was reused without a journal`);
      return 'error' in item ? writer.failure(item) : writer.record(item);
    },
    finish: () => Promise.resolve(),
    reportDrift: () => false,
    close: () => writer.close(),
  };
}

function compared(
  { snapshot, tolerance }: NonNullable<TagRequest['check']>,
  note: (line: string) => void,
): TagResults {
  const drifts: string[] = [];
  return {
    take: (item) => {
      if ('error' in item) note(printable(`${item.video}: ${item.error.toLine()}`));
      else if ('labels' in item) drifts.push(...snapshot.driftOf(item, tolerance));
      return Promise.resolve();
    },
    finish: () => Promise.resolve(),
    reportDrift: ({ isWhole }) => {
      if (isWhole) drifts.push(...snapshot.missing());
      for (const drift of drifts) process.stdout.write(`${printable(drift)}\n`);
      return drifts.length > 0;
    },
    close: () => Promise.resolve(),
  };
}
