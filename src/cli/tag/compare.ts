import type { Snapshot } from '../../output/compare-snapshot.js';
import { printable } from '../../output/printable.js';
import type { TagRecord } from '../../pipeline/rank/rank.js';
import type { Output } from '../../output/run-output.js';
import { failureNote } from '../run/open-output.js';

/** What takes the place of an output under `--check`: each record is compared with the snapshot, nothing is written. */
export function compareWith(
  { snapshot, tolerance }: { snapshot: Snapshot; tolerance: number },
  note: (line: string) => void,
): Output<TagRecord> {
  const drifts: string[] = [];
  return {
    take: (item) => {
      if ('error' in item) note(failureNote(item));
      else if ('labels' in item) drifts.push(...snapshot.driftOf(item, tolerance));
      return Promise.resolve();
    },
    finish: () => Promise.resolve(),
    seal: () => Promise.resolve(),
    // Clips of the snapshot that did not come count only if all were asked for.
    conclude: ({ isWhole }) => {
      if (isWhole) drifts.push(...snapshot.missing());
      for (const drift of drifts) process.stdout.write(`${printable(drift)}\n`);
      return Promise.resolve({ hasDrifted: drifts.length > 0 });
    },
    close: () => Promise.resolve(),
  };
}
