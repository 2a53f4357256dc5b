import { EXIT } from '../../errors.js';
import type { DecoderFacts } from '../../media/choose/choose-decoder.js';
import type { Engine } from '../../pipeline/engine.js';
import type { Store } from '../../store/store-reader.js';
import type { PrecisionDescription } from '../../xclip/int8/int8-video.js';
import type { DeviceName } from '../../xclip/runtime/device/device-names.js';

/** What a run did; written beside the output, and on stdout under --json. */
export interface RunReport<Counts = RunCounts> {
  tool: { name: string; version: string };
  /** without a folder where no model was opened */
  model: { id: string; revision: string | null; folder: string | null; weights_sha256: string };
  /** every setting, defaults included, by its flag's name */
  settings: Record<string, unknown>;
  counts: Counts;
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

/** What a run that decoded says of its engine. */
export interface EngineReport {
  /** what decoded; without a path where it was node-av */
  decoder: DecoderReport;
  /** what the model ran on, why there, and how many clips at once */
  device: { name: DeviceName; why: string; clips_per_call: number };
  /** what the vision tower computed in */
  precision: PrecisionDescription;
}

/** What decoded, as a run's report says it. */
export type DecoderReport = Omit<DecoderFacts, 'hwaccel'> & {
  /** The device, where one was taken, and what it left to software; of this run, not of those that it resumes. */
  hwaccel?: { name: string; clips_on_device: number; clips_in_software: number };
};

/** How a run ended. */
export interface RunEnd<Counts = RunCounts> {
  version: string;
  weightsHash: string;
  counts: Counts;
  seconds: Record<string, number>;
  startedAt: Date;
  interrupted: boolean;
}

/** What a run says of its model: a checkpoint that was opened, or what a store names. */
export interface ModelPlace {
  id: string;
  revision?: string | undefined;
  folder: string | undefined;
}

/** @param settings every one, defaults included, by its flag's name */
export function describeRun<Counts>(
  { version, weightsHash, counts, seconds, startedAt, interrupted }: RunEnd<Counts>,
  checkpoint: ModelPlace,
  settings: Record<string, unknown>,
): RunReport<Counts> {
  return {
    tool: { name: 'xclip-tagger', version },
    model: {
      id: checkpoint.id,
      revision: checkpoint.revision ?? null,
      folder: checkpoint.folder ?? null,
      weights_sha256: weightsHash,
    },
    settings,
    counts,
    seconds,
    started_at: startedAt.toISOString(),
    finished: !interrupted,
  };
}

export function describeEngine(engine: Engine): EngineReport {
  const { device, model } = engine;
  return {
    decoder: describeDecoder(engine),
    device: { ...device, clips_per_call: model.clipsPerCall.size },
    precision: model.precision,
  };
}

export function describeDecoder({ decoder, pool }: Engine): DecoderReport {
  const { hwaccel: name, ...facts } = decoder;
  if (name === undefined) return facts;
  const { onDevice, inSoftware } = pool.clipCounts;
  return { ...facts, hwaccel: { name, clips_on_device: onDevice, clips_in_software: inSoftware } };
}

/** What a run says of the store that it read. */
export interface StoreReport {
  path: string;
  clips: number;
  whole: boolean;
  precision: { name: string };
}

export function describeSource({ path, clipCount, isWhole, description }: Store): StoreReport {
  return { path, clips: clipCount, whole: isWhole, precision: description.precision };
}

/** Started with a run: the wall's clock says when that was, and one that nobody sets how long ago. */
export class RunClock {
  readonly startedAt = new Date();
  readonly #startMs = performance.now();

  elapsedMs(): number {
    return performance.now() - this.#startMs;
  }
}

/** One place decides how a run that came to its end is called. */
export function exitStatus(run: { interrupted: boolean; drifted: boolean; failed: number }): number {
  if (run.interrupted) return EXIT.interrupted;
  if (run.drifted) return EXIT.drift;
  return run.failed > 0 ? EXIT.someVideosFailed : EXIT.done;
}
