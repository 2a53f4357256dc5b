import { toDigits, toMicroseconds } from './numbers.js';
import type { RecordFormat } from './record-format.js';

/** One line a clip. `notes` is there only when there is something to note. */
export const jsonlFormat: RecordFormat = {
  header: '',
  toText: (record) =>
    `${JSON.stringify({
      video: record.video,
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
    })}\n`,
};
