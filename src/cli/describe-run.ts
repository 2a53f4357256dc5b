import type { ResolvedCheckpoint } from '../hub/resolve-checkpoint.js';
import type { RunCounts, RunReport } from './run/report.js';

/** What every command of the tool says of a run. */
export type RunDescription<Counts = RunCounts> = Omit<
  RunReport,
  'precision' | 'decoder' | 'device' | 'labels' | 'counts'
> & {
  counts: Counts;
};

export interface RunParts<Counts> {
  version: string;
  checkpoint: ResolvedCheckpoint;
  weightsHash: string;
  /** every setting, defaults included, by its flag's name */
  settings: Record<string, unknown>;
  counts: Counts;
  seconds: Record<string, number>;
  startedAt: Date;
  interrupted: boolean;
}

export function describeRun<Counts>(parts: RunParts<Counts>): RunDescription<Counts> {
  const { checkpoint } = parts;
  return {
    tool: { name: 'xclip-tagger', version: parts.version },
    model: {
      id: checkpoint.id,
      revision: checkpoint.revision ?? null,
      folder: checkpoint.folder,
      weights_sha256: parts.weightsHash,
    },
    settings: parts.settings,
    counts: parts.counts,
    seconds: parts.seconds,
    started_at: parts.startedAt.toISOString(),
    finished: !parts.interrupted,
  };
}
