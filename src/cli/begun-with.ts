import type { PreviousRun } from '../output/journal/previous-run.js';
import type { RunCounts } from './run/report.js';

/** What a resumed run has to begin with. */
export function begunWith(previous: PreviousRun | undefined): RunCounts | undefined {
  return previous === undefined ? undefined : { ...previous.counts, reused: previous.counts.videos };
}
