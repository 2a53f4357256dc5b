import { driftLine, type Drift, type Snapshot } from '../../output/compare-snapshot.js';
import { printable } from '../../output/printable.js';
import type { Rows } from '../../output/formats/output-format.js';
import type { TagRowKind } from '../../output/sidecars/sidecar-kinds.js';
import type { Output } from '../../output/run-output.js';
import { failureNote } from '../run/open-output.js';

interface Check {
  snapshot: Snapshot;
  tolerance: number;
}

/** What takes the place of an output under `--check`: each record is compared with the snapshot, nothing is written. */
export class Comparison implements Output<Rows[TagRowKind]> {
  /** what is different so far */
  readonly drifts: Drift[] = [];

  /** @param isQuiet stdout is for the report, which holds the differences */
  constructor(
    private readonly check: Check,
    private readonly note: (line: string) => void,
    private readonly isQuiet: boolean,
  ) {}

  take(item: Parameters<Output<Rows[TagRowKind]>['take']>[0]): Promise<void> {
    const { snapshot, tolerance } = this.check;
    if ('error' in item) this.note(failureNote(item));
    else if ('clip' in item) this.drifts.push(...snapshot.driftOf(item, tolerance));
    return Promise.resolve();
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  seal(): Promise<void> {
    return Promise.resolve();
  }

  /** Clips of the snapshot that did not come count only if all were asked for. */
  conclude({ isWhole }: { isWhole: boolean }): Promise<{ hasDrifted: boolean }> {
    if (isWhole) this.drifts.push(...this.check.snapshot.missing());
    const lines = this.isQuiet ? [] : this.drifts.map(driftLine);
    for (const line of lines) process.stdout.write(`${printable(line)}\n`);
    return Promise.resolve({ hasDrifted: this.drifts.length > 0 });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The comparison that a request asks for. */
export function comparisonOf(
  { check, flags }: { check: Check | undefined; flags: { json?: boolean | undefined } },
  note: (line: string) => void,
): Comparison | undefined {
  return check === undefined ? undefined : new Comparison(check, note, flags.json === true);
}

/** What a report says of it; nothing of a run without one. */
export function driftReport(comparison: Comparison | undefined): { drift?: readonly Drift[] } {
  return comparison === undefined ? {} : { drift: comparison.drifts };
}
