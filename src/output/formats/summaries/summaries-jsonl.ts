import type { VideoSummary } from '../../../pipeline/rank/sum-up-videos.js';
import type { TimeSpan } from '../../../pipeline/read/windows.js';
import { toDigits, toMicroseconds } from '../numbers.js';
import type { OutputFormat } from '../output-format.js';

/** One line a video. `notes` is there only when there is something to note. */
export const summariesJsonl: OutputFormat<'summaries'> = {
  name: 'jsonl',
  rows: 'summaries',
  extensions: ['.jsonl', '.ndjson'],
  isResumable: true,
  text: () => ({ header: '', toText: (summary) => `${JSON.stringify(summaryFields(summary))}\n` }),
};

/** A video's record as JSON has it. */
export function summaryFields({
  video,
  clips,
  startSeconds,
  endSeconds,
  labels,
  notes,
}: VideoSummary): object {
  return {
    video,
    clips,
    start_s: toMicroseconds(startSeconds),
    end_s: toMicroseconds(endSeconds),
    labels: labels.map(({ set, label, meanProbability, maxProbability, maxSpan, segments }) => ({
      ...(set === undefined ? {} : { set }),
      label,
      mean_probability: toDigits(meanProbability),
      max_probability: toDigits(maxProbability),
      max_start_s: toMicroseconds(maxSpan.startSeconds),
      max_end_s: toMicroseconds(maxSpan.endSeconds),
      segments: segments.map(spanFields),
    })),
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** A stretch as JSON and tables have it. */
export function spanFields({ startSeconds, endSeconds }: TimeSpan): { start_s: number; end_s: number } {
  return { start_s: toMicroseconds(startSeconds), end_s: toMicroseconds(endSeconds) };
}
