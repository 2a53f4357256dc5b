import { closeOnError } from '../files/close-on-error.js';
import type { FailedVideo } from '../pipeline/read/read-clips.js';
import type { TagRecord } from '../pipeline/rank/rank.js';
import { FORMATS, type RecordFormat } from '../output/formats/record-format.js';
import { fileSink, lazyFileSink, stdoutSink, type Sink } from '../output/sink.js';
import { errorsFileOf } from './run/output-files.js';
import { printable } from './terminal/printable.js';
import { tableFormat } from './terminal/table.js';
import type { TagRequest } from './tag/request.js';

/** Where records and failures go. */
export interface RecordWriter {
  record(record: TagRecord): Promise<void>;
  failure(failed: FailedVideo): Promise<void>;
  close(): Promise<void>;
}

type WrittenRequest = Pick<TagRequest, 'format' | 'sets' | 'flags'>;

/** How a request's records become text. */
export function recordFormat({ format, sets, flags }: WrittenRequest): RecordFormat {
  if (format === 'table') return tableFormat(process.stdout.columns);
  const hasSets = sets.some(({ name }) => name !== undefined);
  return FORMATS[format]({ hasSets, isSafe: flags['csv-safe'] });
}

/**
 * Records to the output, failures beside it; without an output, records to stdout and failures to stderr.
 * @param note one line on stderr
 */
export async function openRecordWriter(
  request: WrittenRequest,
  note: (line: string) => void,
): Promise<RecordWriter> {
  const { output } = request.flags;
  const text = recordFormat(request);
  const records = output === undefined ? stdoutSink() : await fileSink(output);
  const failures = openFailureSink(output, note);
  await closeOnError(records, () => records.write(text.header));
  return {
    record: (record) => records.write(text.toText(record)),
    failure: (failed) => failures.write(failed),
    close: async () => {
      await Promise.all([records.close(), failures.close()]);
    },
  };
}

export interface FailureSink {
  write(failed: FailedVideo): Promise<void>;
  close(): Promise<void>;
}

/** Failures beside the output; on stderr without one. */
export function openFailureSink(output: string | undefined, note: (line: string) => void): FailureSink {
  return output === undefined ? noteSink(note) : failureFile(errorsFileOf(output));
}

function noteSink(note: (line: string) => void): FailureSink {
  return {
    write: ({ video, error }) => {
      note(printable(`${video}: ${error.toLine()}`));
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

function failureFile(path: string): FailureSink {
  const sink: Sink = lazyFileSink(path);
  return {
    write: (failed) => sink.write(failureLine(failed)),
    close: () => sink.close(),
  };
}

/** A line of the errors file. */
export function failureLine({ video, error }: FailedVideo): string {
  return `${JSON.stringify({ video, code: error.code, message: error.toLine() })}\n`;
}
