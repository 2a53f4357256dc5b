import type { DecoderReport } from '../decoder-report.js';
import { EXIT } from '../../errors.js';
import type { DeviceName } from '../../xclip/runtime/device/device-names.js';
import type { PrecisionDescription } from '../../xclip/int8/int8-video.js';

/** What a run did; written beside the output, and on stdout under --json. */
export interface RunReport {
  tool: { name: string; version: string };
  model: { id: string; revision: string | null; folder: string; weights_sha256: string };
  /** who decoded; without a path where it was node-av */
  decoder: DecoderReport;
  /** what the model ran on, why there, and how many clips at once */
  device: { name: DeviceName; why: string; clips_per_call: number };
  /** what the vision tower computed in */
  precision: PrecisionDescription;
  /** every setting, defaults included, by its flag's name */
  settings: Record<string, unknown>;
  labels: readonly string[];
  counts: RunCounts;
  /** seconds by stage (stages overlap) and in all */
  seconds: Record<string, number>;
  started_at: string;
  finished: boolean;
}

export interface RunCounts {
  videos: number;
  ok: number;
  failed: number;
  clips: number;
  /** videos among these that earlier runs finished; where a run was resumed */
  reused?: number;
}

/** One place decides how a run that came to its end is called. */
export function exitStatus(run: { interrupted: boolean; drifted: boolean; failed: number }): number {
  if (run.interrupted) return EXIT.interrupted;
  if (run.drifted) return EXIT.drift;
  return run.failed > 0 ? EXIT.someVideosFailed : EXIT.done;
}
