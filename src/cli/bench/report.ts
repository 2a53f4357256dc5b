import { describeDecoder, type DecoderReport } from '../run/report.js';
import type { Engine } from '../../pipeline/engine.js';
import type { SteadyRun } from './measure-steady.js';
import type { BenchRequest } from './request.js';
import type { TreeMemory } from './process-memory.js';

/** What `bench` measured; printed as a table, or as this under --json. */
export interface BenchReport {
  tool: { name: string; version: string };
  node: string;
  machine: { cpu: string; cores: number };
  model: { id: string; frames: number; pixels: number };
  /** what decodes; without a path where it is node-av */
  decoder: DecoderReport;
  labels: number;
  decoders: number;
  videos: number;
  failed: number;
  /** from the start of the process to the first record */
  first_record_ms: number;
  clips: number;
  seconds: number;
  clips_per_second: number;
  ms_per_clip: number;
  /** spent a clip by stage; stages overlap, and decoders work side by side */
  stages_ms: Record<Stage, number>;
  /** shares of the time: of inference, without a decoded clip; of the decoders, without a video */
  waiting: { inference: number; decoders: number };
  bound_by: 'decoding' | 'inference';
  /** at its peak, with the decoder processes; null where the system does not tell */
  memory: { resident_bytes: number; private_bytes: number; mapped_bytes: number; processes: number } | null;
}

export const STAGES = ['probe', 'decode', 'resize', 'inference', 'score'] as const;
export type Stage = (typeof STAGES)[number];

export interface BenchParts {
  request: BenchRequest;
  version: string;
  engine: Engine;
  vision: { numFrames: number; imageSize: number };
  machine: BenchReport['machine'];
  run: SteadyRun;
  firstRecordMs: number;
  videos: number;
  failed: number;
  memory: TreeMemory | undefined;
}

export function describeBench(parts: BenchParts): BenchReport {
  const { run, engine, vision, memory } = parts;
  const waiting = {
    inference: share(run.stages.inference_waiting, run.milliseconds),
    decoders: share(run.stages.decoders_waiting, run.milliseconds * engine.pool.processCount),
  };
  return {
    tool: { name: 'xclip-tagger', version: parts.version },
    node: process.versions.node,
    machine: parts.machine,
    model: { id: engine.checkpoint.id, frames: vision.numFrames, pixels: vision.imageSize },
    decoder: describeDecoder(engine),
    labels: parts.request.labels.length,
    decoders: engine.decoders,
    videos: parts.videos,
    failed: parts.failed,
    first_record_ms: rounded(parts.firstRecordMs),
    clips: run.clips,
    seconds: rounded(run.milliseconds / 1000),
    clips_per_second: rounded((1000 * run.clips) / run.milliseconds),
    ms_per_clip: rounded(run.milliseconds / run.clips),
    stages_ms: Object.fromEntries(
      STAGES.map((stage) => [stage, rounded((run.stages[stage] ?? 0) / run.clips)]),
    ) as Record<Stage, number>,
    waiting,
    bound_by: waiting.inference > waiting.decoders ? 'decoding' : 'inference',
    memory:
      memory === undefined
        ? null
        : {
            resident_bytes: memory.residentBytes,
            private_bytes: memory.privateBytes,
            mapped_bytes: memory.mappedBytes,
            processes: memory.processes,
          },
  };
}

function share(part = 0, whole: number): number {
  return rounded(Math.min(1, Math.max(0, part / whole)));
}

function rounded(value: number): number {
  return Math.round(1000 * value) / 1000;
}
