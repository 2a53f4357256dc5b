import { toDigits, toMicroseconds } from './numbers.js';
import type { TagRecord } from '../../pipeline/rank/rank.js';
import type { OutputFormat } from './output-format.js';

/** One line a clip. `notes` is there only when there is something to note. */
export const labelsJsonl: OutputFormat<'labels'> = {
  name: 'jsonl',
  rows: 'labels',
  extensions: ['.jsonl', '.ndjson'],
  isResumable: true,
  text: () => ({
    header: '',
    toText: (record) => `${JSON.stringify({ video: record.video, ...clipRecordFields(record) })}\n`,
  }),
};

/** A clip's record as JSON has it, but for its video. */
export function clipRecordFields(record: TagRecord): object {
  return {
    clip: record.clip,
    start_s: toMicroseconds(record.startSeconds),
    end_s: toMicroseconds(record.endSeconds),
    frame_indices: record.frameIndices,
    labels: record.labels.map(({ set, label, probability, logit }) => ({
      ...(set === undefined ? {} : { set }),
      label,
      probability: toDigits(probability),
      logit: toDigits(logit),
    })),
    ...(record.notes.length === 0 ? {} : { notes: record.notes }),
  };
}
