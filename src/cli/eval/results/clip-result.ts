import { UsageError } from '../../../errors.js';

/** What was said of one clip, or of a whole video. */
export interface ClipResult {
  video: string;
  clip: number;
  /** in the order in which they were written */
  labels: { label: string; probability: number }[];
}

/** @param why as a clause about the file */
export function badResults(path: string, why: string, cause?: unknown): UsageError {
  return new UsageError(`the results ${path} cannot be judged: ${why}`, {
    code: 'BAD_RESULTS',
    hint: 'give --from a whole CSV or JSONL file that this version of xclip tag wrote',
    cause,
  });
}
