import type { TagRecord } from '../pipeline/rank.js';
import type { FailedVideo } from '../pipeline/read-clips.js';
import type { FormatOptions } from '../pipeline/write/record-format.js';
import { clearCompanions } from './output-files.js';
import { printable } from './printable.js';
import { openRecordWriter } from './record-writer.js';
import type { TagRequest } from './tag-request.js';

/** Where a run of `tag` puts its records: the output, or, under --check, the comparison. */
export interface TagResults {
  take(item: TagRecord | FailedVideo): Promise<void>;
  /** Prints what drifted; clips of the snapshot that did not come count only if all have been asked for. */
  reportDrift(run: { isWhole: boolean }): boolean;
  close(): Promise<void>;
}

export async function openTagResults(request: TagRequest, note: (line: string) => void): Promise<TagResults> {
  const { flags, check, format, sets } = request;
  return check === undefined
    ? written(
        {
          ...flags,
          format,
          hasSets: sets.some(({ name }) => name !== undefined),
          isSafe: flags['csv-safe'],
        },
        note,
      )
    : compared(check, note);
}

async function written(
  options: Pick<TagRequest['flags'], 'output'> & Pick<TagRequest, 'format'> & FormatOptions,
  note: (line: string) => void,
): Promise<TagResults> {
  if (options.output !== undefined) await clearCompanions(options.output);
  const writer = await openRecordWriter({ ...options, note });
  return {
    take: (item) => ('error' in item ? writer.failure(item) : writer.record(item)),
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
      else drifts.push(...snapshot.driftOf(item, tolerance));
      return Promise.resolve();
    },
    reportDrift: ({ isWhole }) => {
      if (isWhole) drifts.push(...snapshot.missing());
      for (const drift of drifts) process.stdout.write(`${printable(drift)}\n`);
      return drifts.length > 0;
    },
    close: () => Promise.resolve(),
  };
}
